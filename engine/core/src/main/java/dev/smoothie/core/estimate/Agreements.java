package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;

/**
 * Says how far each output agrees with the others of its sample, in three ways, as features to learn from. With K as in
 * {@link Vote} the first two are {@code ln Σ_j K_ij^p}: over near outputs (p = {@value #NARROW}, a quarter of the
 * bandwidth of the vote) and over a wide range (p = {@value #WIDE}, the bandwidth of {@link Consensus}). The third is
 * the votes {@code Σ_j K_ij w_j} of generators with the accuracies that a vote has found.
 *
 * @param near
 *            {@code [n, m]}, at least 0; the mean over the repeats of a sample; NaN for an output that says nothing
 * @param wide
 *            the same over the wide range
 * @param votes
 *            the votes, {@code [n, m]}
 */
public record Agreements(Matrix near, Matrix wide, Matrix votes) {
    private static final double NARROW = 4;
    private static final double WIDE = 0.5;
    private static final int BLOCK = 256;

    /**
     * Measures all outputs.
     *
     * @param arena
     *            owns the result
     * @param vote
     *            the vote among the same outputs, whose accuracies count
     * @param equality
     *            whether only equal outputs are near
     */
    public static Agreements of(Arena arena, Generations generations, GlobalEstimate vote, boolean equality,
            Workers workers) {
        int m = generations.generators();
        var agreements = new Agreements(Matrix.allocate(arena, generations.samples(), m),
                Matrix.allocate(arena, generations.samples(), m), Matrix.allocate(arena, generations.samples(), m));
        double[] accuracies = new double[m];
        for (int i = 0; i < m; i++) {
            accuracies[i] = Vote.accuracy(vote.error()[i]);
        }
        try (Arena scratch = Arena.ofShared()) {
            Nearness nearness = Nearness.of(scratch, generations, equality, workers);
            workers.forBlocks(generations.samples(), BLOCK, (from, to) -> {
                var measure = new Measure(nearness, accuracies);
                for (long sample = from; sample < to; sample++) {
                    measure.of(sample);
                    agreements.near.write(sample, measure.near);
                    agreements.wide.write(sample, measure.wide);
                    agreements.votes.write(sample, measure.votes);
                }
            });
        }
        return agreements;
    }

    /** The agreements in one sample. For one thread. */
    private static final class Measure {
        private final Nearness.Unit outputs;
        private final int repeats;
        private final double[] accuracies;
        private final int[] counts;
        private final double[] near;
        private final double[] wide;
        private final double[] votes;

        Measure(Nearness nearness, double[] accuracies) {
            this.outputs = nearness.new Unit();
            this.repeats = nearness.generations().repeats();
            this.accuracies = accuracies;
            counts = new int[accuracies.length];
            near = new double[accuracies.length];
            wide = new double[accuracies.length];
            votes = new double[accuracies.length];
        }

        void of(long sample) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = 0;
                near[i] = 0;
                wide[i] = 0;
                votes[i] = 0;
            }
            for (int repeat = 0; repeat < repeats; repeat++) {
                outputs.read(sample * repeats + repeat);
                add();
            }
            for (int i = 0; i < counts.length; i++) { // 0/0 is NaN: says nothing
                near[i] /= counts[i];
                wide[i] /= counts[i];
                votes[i] /= counts[i];
            }
        }

        private void add() {
            double answers = 0; // c − 1
            for (int i = 0; i < outputs.count(); i++) {
                answers += 1 / sum(i, 1);
            }
            for (int i = 0; i < outputs.count(); i++) {
                int generator = outputs.generator(i);
                counts[generator]++;
                near[generator] += Math.log(sum(i, NARROW));
                wide[generator] += Math.log(sum(i, WIDE));
                for (int j = 0; j < outputs.count(); j++) {
                    double accuracy = accuracies[outputs.generator(j)];
                    votes[generator] += outputs.near(i, j) * Math.log(accuracy * answers / (1 - accuracy));
                }
            }
        }

        private double sum(int i, double power) {
            double sum = 0;
            for (int j = 0; j < outputs.count(); j++) {
                sum += Math.pow(outputs.near(i, j), power);
            }
            return sum;
        }
    }
}
