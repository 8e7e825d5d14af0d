package dev.smoothie.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A second implementation of the estimator that tests compare with, written from its definition: triplets, plain loops,
 * doubles. NaN means that there is no estimate.
 */
final class PlainEstimator {

    private PlainEstimator() {}

    /** Errors from one sample's outputs {@code [m][d]}, null where one is missing: the mean over all triplets. */
    static double[] row(double[][] outputs) {
        int m = outputs.length;
        double[] row = new double[m];
        for (int i = 0; i < m; i++) {
            double sum = 0;
            int count = 0;
            for (int j = 0; j < m; j++) {
                for (int k = 0; k < j; k++) {
                    if (i != j && i != k && outputs[i] != null && outputs[j] != null && outputs[k] != null) {
                        sum += (squared(outputs[i], outputs[j]) + squared(outputs[i], outputs[k])
                                - squared(outputs[j], outputs[k])) / 2;
                        count++;
                    }
                }
            }
            row[i] = sum / count;
        }
        return row;
    }

    static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return sum;
    }

    /** Means of the columns over the rows that have an estimate. */
    static double[] mean(List<double[]> rows) {
        return IntStream.range(0, rows.getFirst().length)
                .mapToDouble(i -> rows.stream().mapToDouble(row -> row[i]).filter(y -> !Double.isNaN(y)).average()
                        .orElse(Double.NaN))
                .toArray();
    }

    /** The k rows of {@code base} nearest to {@code query}. */
    static int[] nearest(double[] query, double[][] base, int k) {
        return IntStream.range(0, base.length).boxed()
                .sorted(Comparator.comparingDouble(row -> squared(query, base[row]))).limit(k)
                .mapToInt(Integer::intValue).toArray();
    }

    /**
     * θ, normalised. The errors must be positive or clearly negative: only then is it certain whether the floor of a
     * millionth applies.
     */
    static double[] quality(double[] errors) {
        double floor = 1e-6 * Arrays.stream(errors).filter(error -> !Double.isNaN(error)).average().orElse(Double.NaN);
        double[] theta = Arrays.stream(errors).map(error -> Double.isNaN(error) ? 0 : 1 / Math.max(error, floor))
                .toArray();
        double sum = Arrays.stream(theta).sum();
        return Arrays.stream(theta).map(t -> t / sum).toArray();
    }

    /** Expected squared distances to the truth, given a sample's outputs and the errors of their generators. */
    static double[] posterior(double[][] outputs, double[] errors) {
        double[] theta = quality(errors);
        int d = Arrays.stream(outputs).filter(output -> output != null).findFirst().orElseThrow().length;
        double[] centre = new double[d];
        double weight = 0;
        double precision = 0;
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] != null) {
                weight += theta[i];
                precision += 1 / errors[i];
                for (int c = 0; c < d; c++) {
                    centre[c] += theta[i] * outputs[i][c];
                }
            }
        }
        double total = weight;
        double[] mean = Arrays.stream(centre).map(c -> c / total).toArray();
        double variance = 1 / precision;
        return Arrays.stream(outputs)
                .mapToDouble(output -> output == null ? Double.NaN : squared(output, mean) + variance).toArray();
    }

    /** Soft minima of the distances of a sample's outputs, weighted by √θ; the bandwidth is that of the set. */
    static double[] consensus(TinySet set, int sample, double[] errors) {
        double bandwidth = 2 * Arrays.stream(set.outputs()).map(outputs -> outputs[0])
                .mapToDouble(PlainEstimator::meanDistance).filter(distance -> !Double.isNaN(distance)).average()
                .orElseThrow();
        double[][] outputs = set.outputs()[sample][0];
        double[] theta = quality(errors);
        return IntStream.range(0, outputs.length).mapToDouble(i -> {
            double agreement = 0;
            double total = 0;
            for (int j = 0; outputs[i] != null && j < outputs.length; j++) {
                if (outputs[j] != null) {
                    agreement += Math.sqrt(theta[j]) * Math.exp(-squared(outputs[i], outputs[j]) / bandwidth);
                    total += Math.sqrt(theta[j]);
                }
            }
            return -bandwidth * Math.log(agreement / total);
        }).toArray();
    }

    /** The mean squared distance between two outputs of a sample, NaN where there are fewer than three. */
    private static double meanDistance(double[][] outputs) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < outputs.length; i++) {
            for (int j = 0; j < i; j++) {
                if (outputs[i] != null && outputs[j] != null) {
                    sum += squared(outputs[i], outputs[j]);
                    pairs++;
                }
            }
        }
        return pairs < 3 ? Double.NaN : sum / pairs;
    }

    /** The index of the smallest error among those that may be chosen. */
    static int best(double[] errors, boolean[] eligible) {
        return IntStream.range(0, errors.length).filter(i -> eligible[i] && !Double.isNaN(errors[i])).boxed()
                .min(Comparator.comparingDouble(i -> errors[i])).orElse(-1);
    }
}
