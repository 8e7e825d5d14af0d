package dev.smoothie.core.evaluate;

import dev.smoothie.core.route.Router.Eligible;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The choice of the best output of each sample that luck does not help: an output is chosen by some of the scores that
 * each output has, and gets the others. Each score is left out of the choice once, and the results are averaged. With
 * two scores of each output, that is to choose by the first and be judged by the second, and the other way round.
 * <p>
 * The highest of several noisy scores is on average above the score of any output; if all outputs of a sample are
 * equally good, what is found here is on average their mean. On average it is at most the score of the truly best
 * output, because the choice may be wrong, and the highest of the mean scores is at least that (Jensen's inequality).
 * So what the best possible choice would truly score lies between the two. That holds if the noise of the scores of an
 * output is independent, with mean 0.
 *
 * @param choices
 *            by index of the sample, for the samples that have two scores or more of each output
 */
public record OtherScores(Map<Integer, Choice> choices) {
    /** Means that differ by no more than this part are equal: they are rounded. */
    private static final double TIE = 1e-12;

    /**
     * The choices in a sample.
     *
     * @param shares
     *            {@code [m]}: how often each output was chosen, as a part of 1
     * @param score
     *            the mean of the scores that were left out, of what was chosen
     */
    public record Choice(double[] shares, double score) {}

    public OtherScores {
        choices = Map.copyOf(choices);
    }

    /**
     * Chooses.
     *
     * @param eligible
     *            which outputs there are
     * @param samples
     *            which samples to look at; of these, those that count here are those that have two scores or more of
     *            each output
     */
    public static OtherScores of(RepeatedScores repeats, Eligible eligible, int[] samples) {
        var choices = new HashMap<Integer, Choice>();
        for (int sample : samples) {
            double[][] scores = repeats.samples().get(sample);
            if (scores != null) {
                int[] outputs = IntStream.range(0, scores.length)
                        .filter(generator -> eligible.test(sample, generator)).toArray();
                int fewest = Arrays.stream(outputs).map(output -> scores[output].length).min().orElse(0);
                if (fewest >= 2) {
                    choices.put(sample, choice(scores, outputs, fewest));
                }
            }
        }
        return new OtherScores(choices);
    }

    /** Leaves out each of {@code parts} parts of the scores in turn; score j of an output is in part j mod parts. */
    private static Choice choice(double[][] scores, int[] outputs, int parts) {
        double[] shares = new double[scores.length];
        double sum = 0;
        for (int part = 0; part < parts; part++) {
            int left = part;
            double[] known = Arrays.stream(outputs).mapToDouble(output -> mean(scores[output], parts, left, false))
                    .toArray();
            double highest = Arrays.stream(known).max().orElseThrow();
            int[] chosen = IntStream.range(0, outputs.length)
                    .filter(at -> known[at] >= highest - TIE * Math.abs(highest)).map(at -> outputs[at]).toArray();
            // What else is known of outputs that tie, such as their generators' means, has the scores left out in it.
            for (int output : chosen) {
                shares[output] += 1.0 / (parts * chosen.length);
            }
            sum += Arrays.stream(chosen).mapToDouble(output -> mean(scores[output], parts, left, true)).average()
                    .orElseThrow();
        }
        return new Choice(shares, sum / parts);
    }

    /** The mean of the scores that are in a part, or of those that are not. */
    private static double mean(double[] scores, int parts, int part, boolean in) {
        return IntStream.range(0, scores.length).filter(j -> (j % parts == part) == in).mapToDouble(j -> scores[j])
                .average().orElseThrow();
    }
}
