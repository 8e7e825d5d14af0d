package dev.smoothie.core.reviews;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Puts the views of all judges of a sample together: {@code t_i = Σ_j w_j (v_ji/a_j + o_j) / Σ_j w_j} with {@code w_j =
 * a_j²/(1 − a_j²)}, the precision of {@code v_j/a_j}. The offset o_j is the mean of t over the outputs that judge j
 * scored, 0 where it scored all. With {@code I = Σ_j w_j} the variance of noise in t is 1/I, so {@code u = t √(I/(1+I))}
 * varies by 1, of which {@code 1/(1+I)} is noise.
 */
final class CombinedReviews {
    private static final int BLOCK = 256;
    private static final int OFFSET_ROUNDS = 50;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final Reviews reviews;
    private final double[] preferences;
    private final JudgeErrors errors;

    CombinedReviews(Reviews reviews, double[] preferences, JudgeErrors errors) {
        this.reviews = reviews;
        this.preferences = preferences.clone();
        this.errors = errors;
    }

    /**
     * The combined scores.
     *
     * @param worse
     *            {@code [n, m]}: 1 − Φ(u), the share of outputs that are better if u is normally distributed; NaN for an
     *            output without a review that compares it with another
     * @param kept
     *            for each generator, the share of its own variance of u that is not noise; 1 where noise is not known
     */
    record Scores(Matrix worse, double[] kept) {}

    Scores of(Arena arena, Workers workers) {
        int m = reviews.generators();
        Matrix worse = Matrix.allocate(arena, reviews.samples(), m);
        double[][] parts = new double[(int) Math.ceilDiv(reviews.samples(), BLOCK)][4 * m];
        workers.forBlocks(reviews.samples(), BLOCK, (from, to) -> {
            var sample = new Sample();
            double[] part = parts[(int) (from / BLOCK)];
            for (long index = from; index < to; index++) {
                sample.read(index);
                sample.add(part);
                worse.write(index, sample.worse());
            }
        });
        double[] sums = new double[4 * m];
        for (double[] part : parts) { // in order, so the same on every run
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        double[] kept = new double[m];
        Arrays.setAll(kept, i -> kept(sums[4 * i], sums[4 * i + 1], sums[4 * i + 2], sums[4 * i + 3]));
        return new Scores(worse, kept);
    }

    private static double kept(double count, double sum, double squares, double noise) {
        double spread = (squares - sum * sum / count) / (count - 1);
        if (Double.isNaN(noise) || count < 2) {
            return 1;
        }
        return spread > 0 ? Math.clamp(1 - noise / count / spread, 0, 1) : 0;
    }

    /** The reviews of one sample. For one thread. */
    private final class Sample {
        private final int judges = reviews.judges().size();
        private final int m = reviews.generators();
        private final double[][] scored = new double[judges][m];
        private final double[] offsets = new double[judges];
        /** By output: Σ w over those that scored it. */
        private final double[] information = new double[m];
        private final int[] counts = new int[m];
        private final double[] truth = new double[m];
        /** u of each output. */
        private final double[] combined = new double[m];

        void read(long index) {
            reviews.read(index, preferences, scored);
            Arrays.fill(information, 0);
            Arrays.fill(counts, 0);
            Arrays.fill(offsets, 0);
            for (int judge = 0; judge < judges; judge++) {
                double weight = errors.information(judge);
                if (weight > 0 && centre(scored[judge], errors.deviation()[judge] * errors.scale(judge))) {
                    for (int i = 0; i < m; i++) {
                        if (!Double.isNaN(scored[judge][i])) {
                            information[i] += weight;
                            counts[i]++;
                        }
                    }
                } else {
                    Arrays.fill(scored[judge], Double.NaN);
                }
            }
            average();
            for (int round = 0; round < OFFSET_ROUNDS && isPartial(); round++) {
                for (int judge = 0; judge < judges; judge++) {
                    offsets[judge] = mean(truth, scored[judge]);
                }
                average();
            }
            double centre = mean(truth, truth);
            for (int i = 0; i < m; i++) {
                combined[i] = (truth[i] - centre) * scale(i);
            }
        }

        private double scale(int i) {
            return errors.known() ? Math.sqrt(information[i] / (1 + information[i])) : Math.sqrt(counts[i]);
        }

        /** The share of noise in the variance of u; NaN where a single judge's noise cannot be told. */
        private double noise(int i) {
            if (errors.known()) {
                return 1 / (1 + information[i]);
            }
            return Arrays.stream(errors.reliability()).allMatch(Double::isNaN) ? Double.NaN : 1;
        }

        /** Whether some judge scored some of the outputs that have reviews, and not all. */
        private boolean isPartial() {
            int most = Arrays.stream(counts).max().orElse(0);
            return Arrays.stream(counts).anyMatch(count -> count > 0 && count < most);
        }

        private void average() {
            for (int i = 0; i < m; i++) {
                double sum = 0;
                for (int judge = 0; judge < judges; judge++) {
                    if (!Double.isNaN(scored[judge][i])) {
                        sum += errors.information(judge) * (scored[judge][i] + offsets[judge]);
                    }
                }
                truth[i] = sum / information[i]; // 0/0 is NaN: no review
            }
        }

        void add(double[] part) {
            for (int i = 0; i < m; i++) {
                if (!Double.isNaN(combined[i])) {
                    part[4 * i]++;
                    part[4 * i + 1] += combined[i];
                    part[4 * i + 2] += combined[i] * combined[i];
                    part[4 * i + 3] += noise(i);
                }
            }
        }

        double[] worse() {
            double[] shares = new double[m];
            Arrays.setAll(shares, i -> Double.isNaN(combined[i])
                    ? Double.NaN
                    : NORMAL.survivalProbability(combined[i]));
            return shares;
        }
    }

    /** Makes scores a view, divided by {@code scale}; returns false if there are not two to compare. */
    private static boolean centre(double[] scored, double scale) {
        int count = 0;
        for (double score : scored) {
            count += Double.isNaN(score) ? 0 : 1;
        }
        if (count < 2) {
            return false;
        }
        double mean = mean(scored, scored);
        Arrays.setAll(scored, i -> (scored[i] - mean) / scale);
        return true;
    }

    /** The mean of those that {@code where} has too; 0 if there are none. */
    private static double mean(double[] values, double[] where) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(where[i])) {
                sum += values[i];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
