package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Votes among answers. Expectation and maximisation in the manner of Dawid and Skene (1979), in which nearness takes the
 * place of equality of strings. With {@code K_ij} the {@link Nearness} of outputs i and j of a sample, {@code s_i = Σ_j
 * K_ij} (how many say nearly this) and {@code c = 1 + Σ_i 1/s_i} answers (those that were given, and one more), each
 * round computes from the accuracies a, at first 0.6:
 *
 * <pre>
 * w_j = log(a_j (c − 1) / (1 − a_j))           the weight of a vote
 * r_i ∝ exp(Σ_j K_ij w_j) / s_i                sums to 1 over the outputs of a sample
 * q_i = Σ_j K_ij r_j                           the probability that output i is right
 * a_j = mean of q over the set                 with one pseudo-count each way, within [0.02, 0.98]
 * </pre>
 *
 * <p>
 * The output with the largest {@code Σ_j K_ij w_j} is taken. After {@value #ROUNDS} rounds a hardly moves. If only equal
 * outputs are near, this is Dawid and Skene's model with one accuracy for each generator.
 *
 * @param estimate
 *            of each generator: 1 − the mean of q, with its standard error, which ranks the generators
 * @param errors
 *            for each output 1 − q, {@code [n, m]}, the mean over the repeats; NaN where it says nothing. In the order of
 *            {@code Σ_j K_ij w_j}: where q has another, an output has the largest q of those that it is ahead of
 * @param accuracies
 *            a of each generator by which the votes were weighed, {@code [m]}: those of the last round but one, which
 *            those of {@code estimate} came from
 * @param bandwidth
 *            h of the {@link Nearness}; NaN where no two outputs of a sample say anything
 */
public record Vote(GlobalEstimate estimate, Matrix errors, double[] accuracies, double bandwidth) {
    static final int ROUNDS = 30;
    static final double FIRST = 0.6;
    private static final double LEAST = 0.02;
    private static final double MOST = 0.98;
    private static final int BLOCK = 256;

    /** Where the accuracies come from that votes are weighed by. */
    @FunctionalInterface
    public interface Accuracies {
        /** Writes the accuracies of all m generators for one sample. Any thread may call. */
        void read(int sample, double[] accuracies);
    }

    /**
     * Votes with one accuracy for each generator.
     *
     * @param arena
     *            owns the result
     * @param equality
     *            whether only equal outputs are near
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first such row
     */
    public static Vote of(Arena arena, Generations generations, boolean equality, Workers workers) {
        try (Arena scratch = Arena.ofShared()) {
            Nearness nearness = Nearness.of(scratch, generations, equality, workers);
            double[] accuracies = new double[generations.generators()];
            Arrays.fill(accuracies, FIRST);
            for (int round = 1; round < ROUNDS; round++) {
                accuracies = round(nearness, accuracies, workers);
            }
            double[] last = accuracies;
            Matrix errors = errors(arena, nearness, (_, target) -> System.arraycopy(last, 0, target, 0, target.length),
                    workers);
            double[] found = round(nearness, last, workers);
            return new Vote(GlobalEstimate.ofVote(errors, found), errors, last, nearness.bandwidth());
        }
    }

    /**
     * Votes by equality where samples with the same pattern of agreement have been counted: all that the vote knows of a
     * sample. It is the vote among all of them.
     *
     * @param arena
     *            owns the result
     * @param cells
     *            the patterns, {@code [patterns][m]}: outputs of a sample in the same cell are equal; negative for an
     *            output that is missing or says nothing
     * @param times
     *            how many samples have each
     * @return with errors of the patterns, {@code [patterns, m]}
     */
    public static Vote ofPatterns(Arena arena, int[][] cells, long[] times) {
        return new CountedPatterns(cells, times).vote(arena);
    }

    /**
     * Votes again with accuracies that differ from sample to sample.
     *
     * @param arena
     *            owns the result
     * @return {@code [n, m]}, as {@link #errors}
     */
    public static Matrix errors(Arena arena, Generations generations, boolean equality, Accuracies accuracies,
            Workers workers) {
        try (Arena scratch = Arena.ofShared()) {
            return errors(arena, Nearness.of(scratch, generations, equality, workers), accuracies, workers);
        }
    }

    /**
     * Votes among outputs of other samples, with what a set has taught.
     *
     * @param arena
     *            owns the result
     * @param accuracies
     *            of each generator, {@code [m]}, as {@link #accuracies}
     * @param bandwidth
     *            of the set, as {@link #bandwidth}
     * @return {@code [n, m]}, as {@link #errors}
     */
    public static Matrix errors(Arena arena, Generations generations, boolean equality, double[] accuracies,
            double bandwidth, Workers workers) {
        try (Arena scratch = Arena.ofShared()) {
            Nearness nearness = Nearness.of(scratch, generations, equality, OptionalDouble.of(bandwidth), workers);
            return errors(arena, nearness,
                    (_, target) -> System.arraycopy(accuracies, 0, target, 0, target.length), workers);
        }
    }

    /** The accuracy, within its limits, of a generator that is wrong so often. */
    public static double accuracy(double error) {
        return Double.isNaN(error) ? FIRST : Math.clamp(1 - error, LEAST, MOST);
    }

    /** The accuracy, within its limits, of a generator whose outputs are probably right so often of so many. */
    static double accuracy(double right, double count) {
        return Math.clamp((right + 1) / (count + 2), LEAST, MOST);
    }

    /** One round: from accuracies to accuracies. */
    private static double[] round(Nearness nearness, double[] accuracies, Workers workers) {
        int m = accuracies.length;
        double[][] sums = new double[(int) Math.ceilDiv(nearness.units(), BLOCK)][2 * m];
        workers.forBlocks(nearness.units(), BLOCK, (from, to) -> {
            Nearness.Unit outputs = nearness.new Unit();
            var ballot = new Ballot(m);
            double[] sum = sums[(int) (from / BLOCK)];
            for (long unit = from; unit < to; unit++) {
                outputs.read(unit);
                ballot.count(outputs.count(), outputs::near, rank -> accuracies[outputs.generator(rank)]);
                for (int rank = 0; rank < outputs.count(); rank++) {
                    sum[outputs.generator(rank)] += ballot.right(rank);
                    sum[m + outputs.generator(rank)]++;
                }
            }
        });
        double[] total = new double[2 * m];
        for (double[] sum : sums) { // in order, so the same on every run
            for (int i = 0; i < total.length; i++) {
                total[i] += sum[i];
            }
        }
        double[] found = new double[m];
        Arrays.setAll(found, j -> accuracy(total[j], total[m + j]));
        return found;
    }

    private static Matrix errors(Arena arena, Nearness nearness, Accuracies accuracies, Workers workers) {
        Generations generations = nearness.generations();
        int m = generations.generators();
        int repeats = generations.repeats();
        Matrix errors = Matrix.allocate(arena, generations.samples(), m);
        workers.forBlocks(generations.samples(), BLOCK, (from, to) -> {
            Nearness.Unit outputs = nearness.new Unit();
            var ballot = new Ballot(m);
            double[] of = new double[m];
            double[] sum = new double[m];
            int[] counts = new int[m];
            for (long sample = from; sample < to; sample++) {
                accuracies.read((int) sample, of);
                Arrays.fill(sum, 0);
                Arrays.fill(counts, 0);
                for (int repeat = 0; repeat < repeats; repeat++) {
                    outputs.read(sample * repeats + repeat);
                    ballot.count(outputs.count(), outputs::near, rank -> of[outputs.generator(rank)]);
                    ballot.sortRight();
                    for (int rank = 0; rank < outputs.count(); rank++) {
                        sum[outputs.generator(rank)] += 1 - ballot.right(rank);
                        counts[outputs.generator(rank)]++;
                    }
                }
                for (int i = 0; i < m; i++) {
                    sum[i] /= counts[i]; // 0/0 is NaN: says nothing
                }
                errors.write(sample, sum);
            }
        });
        return errors;
    }
}
