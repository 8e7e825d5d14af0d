package dev.smoothie.core.evaluate;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.estimate.Quality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows whether outputs with more estimated quality are truly better: all outputs in the order of their quality, cut
 * into bins of about equal size.
 *
 * @param bins
 *            ascending in quality; outputs of equal quality are in the same one
 */
public record Calibration(List<Bin> bins) {
    /** With more samples than this a chart looks the same. */
    private static final int MOST_SAMPLES = 100_000;
    /** The 97.5 % quantile of the normal distribution. */
    private static final double NORMAL = 1.959964;

    /**
     * Outputs of like quality.
     *
     * @param lowest
     *            the least quality among them
     * @param highest
     *            the greatest
     * @param quality
     *            its mean
     * @param score
     *            their mean true score
     * @param margin
     *            half the 95 % interval of the score; outputs of one sample count as dependent; NaN for a single sample
     * @param outputs
     *            how many there are
     */
    public record Bin(double lowest, double highest, double quality, double score, double margin, int outputs) {}

    private record Output(int sample, double quality, double score) {}

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * Sorts and cuts.
     *
     * @param errors
     *            δ of every output; those that have none, or no true score, do not count
     * @param most
     *            how many bins at the most
     */
    public static Calibration of(Errors errors, Contest contest, int most) {
        List<Output> outputs = outputs(errors, contest);
        var bins = new ArrayList<Bin>();
        int from = 0;
        for (int bin = 0; bin < most && from < outputs.size(); bin++) {
            int to = Math.max(from + 1, Math.toIntExact((bin + 1L) * outputs.size() / most));
            while (to < outputs.size() && outputs.get(to).quality() == outputs.get(to - 1).quality()) {
                to++;
            }
            bins.add(bin(outputs.subList(from, to)));
            from = to;
        }
        return new Calibration(bins);
    }

    private static List<Output> outputs(Errors errors, Contest contest) {
        int m = contest.truth().scores().columns();
        double[] row = new double[m];
        var outputs = new ArrayList<Output>();
        for (long index : EvenSample.of(contest.samples().length, MOST_SAMPLES)) {
            int sample = contest.samples()[(int) index];
            errors.read(sample, row);
            double[] quality = Quality.of(row);
            for (int generator = 0; generator < m; generator++) {
                double score = contest.truth().scores().get(sample, generator);
                if (!Double.isNaN(row[generator]) && !Double.isNaN(score)
                        && contest.eligible().test(sample, generator)) {
                    outputs.add(new Output(sample, quality[generator], score));
                }
            }
        }
        outputs.sort(Comparator.comparingDouble(Output::quality));
        return outputs;
    }

    private static Bin bin(List<Output> outputs) {
        double n = outputs.size();
        double quality = outputs.stream().mapToDouble(Output::quality).sum() / n;
        double score = outputs.stream().mapToDouble(Output::score).sum() / n;
        Map<Integer, Double> deviations = new HashMap<>();
        outputs.forEach(output -> deviations.merge(output.sample(), output.score() - score, Double::sum));
        double samples = deviations.size();
        double squares = deviations.values().stream().mapToDouble(deviation -> deviation * deviation).sum();
        return new Bin(outputs.getFirst().quality(), outputs.getLast().quality(), quality, score,
                NORMAL * Math.sqrt(squares * samples / (samples - 1)) / n, outputs.size());
    }
}
