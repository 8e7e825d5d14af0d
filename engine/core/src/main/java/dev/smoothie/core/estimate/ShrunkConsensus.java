package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import java.util.Arrays;

/**
 * Draws the consensus of each sample towards the average over samples, as far as what sets the sample apart is noise.
 * On whole texts a choice for each sample is hardly better than one generator for all, because a single sample's
 * agreement is noisy; for some sets it is worse. The errors are {@code c̄_i + w (c_i[s] − c̄_i)}, with c from
 * {@link Consensus} and c̄ its mean over a neighbourhood or over the set.
 *
 * <p>
 * The weight is {@code w = ρ²}, where ρ is the share of the differences within a sample's row of estimates that is not
 * noise. The row y has m numbers for m(m−1)/2 distances; what it leaves of them has m(m−3)/2 degrees of freedom, and
 * shows the noise of one distance. The square is a choice: on random subsets of the generators of six sets with known
 * scores it was better than ρ, which changes little where there are many generators. None of these sets is a test of it.
 */
public final class ShrunkConsensus {
    /** The fewest outputs of a sample by which noise can be measured: three distances fit three errors always. */
    private static final int FEWEST = 4;
    /** ρ where no sample has enough outputs to measure it. */
    private static final double UNKNOWN = 0.5;

    private ShrunkConsensus() {}

    /**
     * Errors between those of the samples and their average.
     *
     * @param own
     *            {@link Consensus} of each sample, {@code [n, m]}; NaN for a generator without an output. Read as long as
     *            the result is
     * @param average
     *            what to draw them towards; a generator without one keeps its own
     * @param weight
     *            w, in [0, 1], see {@link #weight}
     */
    public static Errors of(Matrix own, Errors average, double weight) {
        return (sample, errors) -> {
            average.read(sample, errors);
            for (int generator = 0; generator < errors.length; generator++) {
                double single = own.get(sample, generator);
                double mean = errors[generator];
                errors[generator] = Double.isNaN(mean) ? single : mean + weight * (single - mean);
            }
        };
    }

    /**
     * The weight ρ² of a sample's own row.
     *
     * @param distances
     *            of a set; with fewer than four generators ρ is taken to be ½
     */
    public static double weight(PairDistances distances) {
        double share = share(distances);
        return share * share;
    }

    /**
     * ρ: with v the variance of the distances around the sums {@code y_i + y_j}, noise adds {@code v (p−1)/(p−2)} to the
     * squares {@code Σ_i (y_i − ȳ)²} of the row of a sample with p outputs, all as differences from the means over the
     * set.
     */
    private static double share(PairDistances distances) {
        var rows = new Row(distances);
        double noise = 0;
        double all = 0;
        for (long sample = 0; sample < distances.samples(); sample++) {
            if (rows.read(sample) >= FEWEST) {
                noise += rows.noise();
                all += rows.spread();
            }
        }
        return all > 0 ? Math.max(0, 1 - noise / all) : UNKNOWN;
    }

    /** One sample's distances less their means, and the row of estimates that they give. */
    private static final class Row {
        private final PairDistances distances;
        private final double[] deviations;
        private final double[] sums;
        private final boolean[] present;
        private int outputs;
        private double total;

        Row(PairDistances distances) {
            this.distances = distances;
            this.deviations = new double[distances.pairs().count()];
            this.sums = new double[distances.pairs().generators()];
            this.present = new boolean[sums.length];
        }

        /** Reads a sample, and returns how many outputs it has. */
        int read(long sample) {
            Arrays.fill(sums, 0);
            Arrays.fill(present, false);
            distances.values().read(sample, deviations);
            total = 0;
            distances.pairs().forEach((pair, i, j) -> {
                deviations[pair] -= distances.mean()[pair];
                if (!Double.isNaN(deviations[pair])) {
                    present[i] = true;
                    present[j] = true;
                    sums[i] += deviations[pair];
                    sums[j] += deviations[pair];
                    total += deviations[pair];
                }
            });
            outputs = 0;
            for (boolean there : present) {
                outputs += there ? 1 : 0;
            }
            return outputs;
        }

        private double estimate(int generator) {
            return ((outputs - 1) * sums[generator] - total) / ((outputs - 1.0) * (outputs - 2));
        }

        double noise() {
            double[] squares = new double[1];
            distances.pairs().forEach((pair, i, j) -> {
                double left = deviations[pair] - estimate(i) - estimate(j);
                squares[0] += Double.isNaN(left) ? 0 : left * left;
            });
            double variance = squares[0] / (outputs * (outputs - 3) / 2.0);
            return variance * (outputs - 1) / (outputs - 2);
        }

        double spread() {
            double mean = total / (outputs * (outputs - 1) / 2.0) / 2; // of the estimates: each distance is two errors
            double squares = 0;
            for (int generator = 0; generator < sums.length; generator++) {
                squares += present[generator] ? Math.pow(estimate(generator) - mean, 2) : 0;
            }
            return squares;
        }
    }
}
