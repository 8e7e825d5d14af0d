package dev.smoothie.core.labels;

import dev.smoothie.core.compute.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scored outputs of one sample, as a regression sees them.
 *
 * @param sample
 *            its index
 * @param generators
 *            the k generators whose outputs are scored, ascending; at least two
 * @param rows
 *            {@code [k][p + m]}: the features of each output, then 1 for its generator; centred over the k
 * @param scores
 *            {@code [k]}, centred
 * @param mean
 *            of the scores
 */
record Labelled(int sample, int[] generators, double[][] rows, double[] scores, double mean) {

    /** Those of some samples that can be learned from: two outputs or more are scored. */
    static List<Labelled> of(OutputFeatures features, Matrix scores, int[] samples) {
        var found = new ArrayList<Labelled>();
        for (int sample : samples) {
            int[] scored = scored(features, scores, sample);
            if (scored.length >= 2) {
                found.add(of(features, scores, sample, scored));
            }
        }
        return found;
    }

    private static int[] scored(OutputFeatures features, Matrix scores, int sample) {
        return IntStream.range(0, scores.columns())
                .filter(i -> features.outputs().exists(sample, i) && !Double.isNaN(scores.get(sample, i))).toArray();
    }

    private static Labelled of(OutputFeatures features, Matrix scores, int sample, int[] scored) {
        int p = features.count();
        double[][] rows = new double[scored.length][p + scores.columns()];
        double[] centred = new double[scored.length];
        double[] values = features.values().row(sample);
        for (int k = 0; k < scored.length; k++) {
            System.arraycopy(values, scored[k] * p, rows[k], 0, p);
            rows[k][p + scored[k]] = 1;
            centred[k] = scores.get(sample, scored[k]);
        }
        for (int column = 0; column < rows[0].length; column++) {
            double mean = 0;
            for (double[] row : rows) {
                mean += row[column] / rows.length;
            }
            for (double[] row : rows) {
                row[column] -= mean;
            }
        }
        double mean = Arrays.stream(centred).average().orElseThrow();
        for (int k = 0; k < centred.length; k++) {
            centred[k] -= mean;
        }
        return new Labelled(sample, scored, rows, centred, mean);
    }
}
