package dev.smoothie.pipeline.generation;

import dev.smoothie.bindings.Sha256;
import dev.smoothie.pipeline.samples.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The outputs of one sample as one judge sees them: numbered from 1, without names, in an order that depends on the
 * sample's id and the judge alone, so that it is the same in every run.
 *
 * @param answers
 *            in that order
 */
record ReviewSheet(List<Answer> answers) {
    /** The field of a prompt that all answers are filled in for. */
    static final String ANSWERS = "answers";
    /** The field that their number is filled in for. */
    static final String COUNT = "count";
    /** What judges are asked, if models.yaml has no other prompt. Who echoes it gives no score by that. */
    static final Template PROMPT = new Template(
            """
                    Below are a question and {count} answers to it, in random order. Judge how good each answer is: whether it is correct, and whether it does what the question asks. Length and style do not count by themselves.

                    Question:
                    {input}

                    {answers}

                    Give each answer a score from 1 (useless) to 10 (could not be better). Use the whole scale, and give two answers the same score only if they are equally good. Reply with nothing but a JSON object that has the number of each answer and its score, in the form {"1": SCORE, "2": SCORE, ...}.""");

    /**
     * An output that is reviewed.
     *
     * @param repeat
     *            its place among the generator's outputs for the sample
     */
    record Answer(String generator, int repeat, int repeats, String text) {}

    ReviewSheet {
        answers = List.copyOf(answers);
    }

    static ReviewSheet of(Sample sample, List<String> generators, String judge) {
        var answers = new ArrayList<Answer>();
        for (String generator : generators) {
            List<String> outputs = sample.generations().getOrDefault(generator, List.of());
            for (int repeat = 0; repeat < outputs.size(); repeat++) {
                if (outputs.get(repeat) != null) {
                    answers.add(new Answer(generator, repeat, outputs.size(), outputs.get(repeat)));
                }
            }
        }
        byte[] digest = Sha256.of((sample.id().text() + '\0' + judge).getBytes(StandardCharsets.UTF_8));
        Collections.shuffle(answers, new Random(ByteBuffer.wrap(digest).getLong()));
        return new ReviewSheet(answers);
    }

    /** What is filled into a prompt. */
    Map<String, String> fields() {
        var text = new StringBuilder();
        for (int i = 0; i < answers.size(); i++) {
            text.append(i == 0 ? "" : "\n\n").append("Answer ").append(i + 1).append(":\n")
                    .append(answers.get(i).text().isBlank() ? "(empty)" : answers.get(i).text().strip());
        }
        return Map.of(ANSWERS, text.toString(), COUNT, Integer.toString(answers.size()));
    }

    /** Refuses a reply that has not a score for each answer. */
    Outcome check(Outcome outcome) {
        return outcome instanceof Outcome.Answer answer
                ? ReviewReply.read(answer.text(), answers.size()).problem()
                        .<Outcome>map(reason -> new Outcome.Unusable(answer, reason)).orElse(outcome)
                : outcome;
    }

    /** The scores of a reply that was not refused: by generator, one for each of its outputs, NaN for one it lacks. */
    Map<String, double[]> scores(String reply) {
        double[] found = ReviewReply.read(reply, answers.size()).scores();
        var scores = new LinkedHashMap<String, double[]>();
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            scores.computeIfAbsent(answer.generator(), _ -> {
                double[] none = new double[answer.repeats()];
                Arrays.fill(none, Double.NaN);
                return none;
            })[answer.repeat()] = found[i];
        }
        return scores;
    }
}
