package dev.smoothie.simulation;

import java.util.SplittableRandom;

/**
 * Draws the answers that an {@link AnswerScenario} describes. Any sample can be drawn at any time, and again.
 *
 * @param scenario
 *            what is drawn
 */
public record AnswerSimulation(AnswerScenario scenario) {
    /** The right answer; the popular wrong one is 1, the others are larger. */
    public static final int RIGHT = 0;
    private static final int POPULAR = 1;

    private static SplittableRandom random(long seed, long index) {
        return new SplittableRandom(mix(mix(seed) + index));
    }

    /** The finaliser of SplitMix64: neighbouring seeds would begin streams that overlap. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** The answers of all generators to a question, {@code [m]}: equal numbers are equal answers. */
    public int[] answers(int sample) {
        SplittableRandom random = random(scenario.seed(), sample);
        double difficulty = scenario.difficulty() * random.nextGaussian();
        int[] answers = new int[scenario.accuracies().length];
        for (int i = 0; i < answers.length; i++) {
            double accuracy = scenario.accuracies()[i];
            double logit = Math.log(accuracy / (1 - accuracy)) - difficulty;
            boolean right = random.nextDouble() < 1 / (1 + Math.exp(-logit));
            int wrong = random.nextDouble() < scenario.popular()
                    ? POPULAR
                    : POPULAR + 1 + random.nextInt(scenario.alternatives());
            int first = firstOf(scenario.families()[i]);
            boolean related = random.nextDouble() < scenario.correlation() && first < i && answers[first] != RIGHT;
            answers[i] = right ? RIGHT : related ? answers[first] : wrong;
        }
        return answers;
    }

    private int firstOf(int family) {
        int generator = 0;
        while (scenario.families()[generator] != family) {
            generator++;
        }
        return generator;
    }

    /**
     * Answers as embeddings, {@code [n][m][dimension]}: one vector for each answer to each question, about as long as 1
     * and in any direction.
     */
    public float[][][] outputs(int dimension) {
        var outputs = new float[scenario.samples()][scenario.accuracies().length][];
        for (int sample = 0; sample < outputs.length; sample++) {
            int[] answers = answers(sample);
            for (int i = 0; i < answers.length; i++) {
                outputs[sample][i] = embedding(sample, answers[i], dimension);
            }
        }
        return outputs;
    }

    private float[] embedding(int sample, int answer, int dimension) {
        SplittableRandom random = random(scenario.seed() + 1, mix(sample) + answer);
        float[] vector = new float[dimension];
        for (int column = 0; column < dimension; column++) {
            vector[column] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }
        return vector;
    }

    /** The share of right answers of each generator, {@code [m]}. */
    public double[] accuracies() {
        double[] right = new double[scenario.accuracies().length];
        for (int sample = 0; sample < scenario.samples(); sample++) {
            int[] answers = answers(sample);
            for (int i = 0; i < right.length; i++) {
                right[i] += answers[i] == RIGHT ? 1.0 / scenario.samples() : 0;
            }
        }
        return right;
    }
}
