package dev.smoothie.simulation;

import java.util.Arrays;

/**
 * Describes an artificial set of short answers: generators that are right with known probabilities, and that give the
 * same wrong answers by chance, because an answer is popular, or because they are related.
 *
 * @param samples
 *            n, at least 1
 * @param accuracies
 *            the probability that a generator is right where a question is of average difficulty, {@code [m]}, between 0
 *            and 1; not copied
 * @param difficulty
 *            the standard deviation of the difficulty of questions, which all generators share, in units of the logit
 * @param popular
 *            the probability that a wrong answer is the popular one of the question
 * @param alternatives
 *            how many other wrong answers there are, all equally likely; at least 1
 * @param families
 *            the family of each generator, {@code [m]}; not copied
 * @param correlation
 *            the probability that a generator that is wrong, where the first of its family is wrong too, gives the same
 *            answer because they are related
 * @param seed
 *            equal scenarios with equal seeds draw equal answers
 */
public record AnswerScenario(int samples, double[] accuracies, double difficulty, double popular, int alternatives,
        int[] families, double correlation, long seed) {

    public AnswerScenario {
        require(samples >= 1, "there must be at least one sample, got " + samples);
        require(accuracies.length >= 1, "there must be a generator");
        for (double accuracy : accuracies) {
            require(accuracy > 0 && accuracy < 1, "an accuracy lies between 0 and 1, got " + accuracy);
        }
        require(difficulty >= 0, "the spread of difficulties must not be negative, got " + difficulty);
        require(popular >= 0 && popular <= 1, "a probability lies between 0 and 1, got " + popular);
        require(alternatives >= 1, "there must be a wrong answer, got " + alternatives);
        require(families.length == accuracies.length, "every generator needs a family");
        require(correlation >= 0 && correlation <= 1, "a correlation lies between 0 and 1, got " + correlation);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Open questions: a thousand wrong answers, none popular, all questions of one difficulty, nobody related. */
    public static AnswerScenario of(int samples, double[] accuracies, long seed) {
        int[] alone = new int[accuracies.length];
        Arrays.setAll(alone, generator -> generator);
        return new AnswerScenario(samples, accuracies.clone(), 0, 0, 1000, alone, 0, seed);
    }

    /** The same with questions that are not equally difficult. */
    public AnswerScenario withDifficulty(double spread) {
        return new AnswerScenario(samples, accuracies, spread, popular, alternatives, families, correlation, seed);
    }

    /** The same with other wrong answers. */
    public AnswerScenario withWrong(double popularShare, int others) {
        return new AnswerScenario(samples, accuracies, difficulty, popularShare, others, families, correlation, seed);
    }

    /** The same with the first {@code size} generators in one family. */
    public AnswerScenario withFamily(double rho, int size) {
        int[] family = families.clone();
        Arrays.fill(family, 0, size, 0);
        return new AnswerScenario(samples, accuracies, difficulty, popular, alternatives, family, rho, seed);
    }
}
