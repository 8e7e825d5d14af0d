package dev.smoothie.core.labels;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The features of all outputs, made comparable: each is centred within its sample and divided by its root mean square
 * over the set. What is not known of an output counts as the mean of its sample. One more feature, presence, is 1 for
 * outputs that say something and 0 for silent ones, centred and scaled in the same way.
 *
 * @param names
 *            of the p features
 * @param values
 *            {@code [n, m·p]}, the p features of an output side by side; 0 for missing outputs
 * @param outputs
 *            which outputs there are
 */
public record OutputFeatures(List<String> names, Matrix values, Generations outputs) {
    private static final int BLOCK = 512;
    /** A feature that varies less within samples, in its own size, is the same for all outputs but for rounding. */
    private static final double ROUNDING = 1e-9;

    public OutputFeatures {
        names = List.copyOf(names);
        if (values.rows() != outputs.samples() || values.columns() != names.size() * outputs.generators()) {
            throw new IllegalArgumentException("[%d, %d] values of %d features".formatted(values.rows(),
                    values.columns(), names.size()));
        }
    }

    /** Makes features comparable; the result is in {@code arena}. */
    public static OutputFeatures of(Arena arena, Generations outputs, List<Feature> features, Workers workers) {
        var all = new ArrayList<>(features);
        all.add(new Feature("presence", (sample, row) -> {
            for (int i = 0; i < row.length; i++) {
                row[i] = outputs.speaks((int) sample, i) ? 1 : 0;
            }
        }));
        int p = all.size();
        int m = outputs.generators();
        Matrix values = Matrix.allocate(arena, outputs.samples(), m * p);
        double[][] sums = new double[Math.ceilDiv(outputs.samples(), BLOCK)][2 * p + 1];
        workers.forBlocks(outputs.samples(), BLOCK, (from, to) -> {
            for (long sample = from; sample < to; sample++) {
                values.write(sample, centred(outputs, all, (int) sample, sums[(int) (from / BLOCK)]));
            }
        });
        double[] total = new double[2 * p + 1];
        for (double[] sum : sums) { // in order, so the same on every run
            for (int i = 0; i < total.length; i++) {
                total[i] += sum[i];
            }
        }
        double[] scale = new double[p];
        for (int f = 0; f < p; f++) {
            scale[f] = total[f] > ROUNDING * ROUNDING * total[p + f] ? Math.sqrt(total[2 * p] / total[f]) : 0;
        }
        workers.forBlocks(outputs.samples(), BLOCK, (from, to) -> {
            for (long sample = from; sample < to; sample++) {
                double[] row = values.row(sample);
                for (int i = 0; i < row.length; i++) {
                    row[i] *= scale[i % p];
                }
                values.write(sample, row);
            }
        });
        return new OutputFeatures(all.stream().map(Feature::name).toList(), values, outputs);
    }

    /**
     * The centred features of a sample. Adds to {@code sums} the squares of each, the squares before centring, and how
     * many outputs there are.
     */
    private static double[] centred(Generations outputs, List<Feature> features, int sample, double[] sums) {
        int m = outputs.generators();
        int p = features.size();
        double[] centred = new double[m * p];
        double[] row = new double[m];
        boolean[] exists = new boolean[m];
        for (int i = 0; i < m; i++) {
            exists[i] = outputs.exists(sample, i);
            sums[2 * p] += exists[i] ? 1 : 0;
        }
        for (int f = 0; f < p; f++) {
            features.get(f).values().read(sample, row);
            double mean = mean(row, exists);
            for (int i = 0; i < m; i++) {
                if (exists[i] && !Double.isNaN(row[i])) {
                    double value = row[i] - mean;
                    centred[i * p + f] = value;
                    sums[f] += value * value;
                    sums[p + f] += row[i] * row[i];
                }
            }
        }
        return centred;
    }

    private static double mean(double[] row, boolean[] exists) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < row.length; i++) {
            if (exists[i] && !Double.isNaN(row[i])) {
                sum += row[i];
                count++;
            }
        }
        return sum / count;
    }

    /** p, the number of features. */
    public int count() {
        return names.size();
    }
}
