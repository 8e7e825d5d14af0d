package dev.smoothie.core.reviews;

import dev.smoothie.core.compute.Matrix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Judges drawn from the model: a true quality of each output with a mean of its generator, of which every judge sees a
 * part, on a scale of its own, kinder to some samples than to others and to its own outputs.
 */
final class SimulatedJudges {
    private final Arena arena;
    private final Random random;
    /** The true quality, {@code [n][m]}. */
    final double[][] truth;
    /** The standard deviation of the true quality within samples. */
    final double spread;

    /**
     * Draws the truth.
     *
     * @param means
     *            of the generators, around which qualities vary by 1
     */
    SimulatedJudges(Arena arena, long seed, int samples, double... means) {
        this.arena = arena;
        this.random = new Random(seed);
        this.truth = new double[samples][means.length];
        for (double[] row : truth) {
            for (int i = 0; i < row.length; i++) {
                row[i] = means[i] + random.nextGaussian();
            }
        }
        double mean = 0;
        for (double x : means) {
            mean += x / means.length;
        }
        double squares = 0;
        for (double x : means) {
            squares += (x - mean) * (x - mean);
        }
        this.spread = Math.sqrt(1 + squares / (means.length - 1));
    }

    /**
     * Scores by a judge.
     *
     * @param reliability
     *            the correlation of its scores with the truth, within a sample
     * @param scale
     *            points that a standard deviation of its scores has
     * @param own
     *            the generator that it is, or -1
     * @param preference
     *            what it adds to its own outputs, in points
     * @param missing
     *            how often it scores an output not at all
     */
    Judge judge(String name, double reliability, double scale, int own, double preference, double missing) {
        Matrix scores = Matrix.allocate(arena, truth.length, truth[0].length);
        for (int sample = 0; sample < truth.length; sample++) {
            double kindness = 2 * random.nextGaussian();
            for (int i = 0; i < truth[0].length; i++) {
                double view = reliability * truth[sample][i] / spread
                        + Math.sqrt(1 - reliability * reliability) * random.nextGaussian();
                double score = 5 + kindness + scale * view + (i == own ? preference : 0);
                scores.set(sample, i, random.nextDouble() < missing ? Double.NaN : score);
            }
        }
        return new Judge(name, own < 0 ? OptionalInt.empty() : OptionalInt.of(own), scores);
    }

    static Reviews reviews(Judge... judges) {
        return new Reviews(new ArrayList<>(List.of(judges)));
    }
}
