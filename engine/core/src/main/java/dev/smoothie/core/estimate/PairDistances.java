package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.compute.PlainDistance;
import dev.smoothie.core.parallel.OrderedWork;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Measures the squared distances D_ij between all pairs of outputs of a sample, for samples spread evenly over the set.
 * Everything that is about pairs of generators is computed from them. A set with more than {@link #VALUES} distances is
 * thinned out, to {@link #SAMPLES} samples at the least: thousands are enough to know correlations and fits to a per
 * cent. Where even these have too many distances for memory, there are fewer.
 *
 * @param values
 *            {@code [samples, pairs]}; the mean over the repeats that have both outputs, NaN where there is none
 * @param pairs
 *            which column is which pair
 * @param mean
 *            of each pair over the samples that have it, NaN where none has
 * @param counts
 *            how many samples have each pair
 */
public record PairDistances(Matrix values, Pairs pairs, double[] mean, long[] counts) {
    /** Distances that are kept: 2 MB. */
    static final long VALUES = 1 << 18;
    /** The fewest samples, unless their distances were more than {@link #MOST}. */
    static final long SAMPLES = 4096;
    /** The most distances, 1 GB, which 257 generators reach; or those of {@link #FEW} samples, if they are more. */
    static final long MOST = 1L << 27;
    static final long FEW = 64;
    private static final int BLOCK = 256;

    /**
     * Measures.
     *
     * @param arena
     *            owns the distances
     * @param generations
     *            {@code [n, r, m, d]}, finite, with at least two generators
     */
    public static PairDistances of(Arena arena, Generations generations, Workers workers) {
        var pairs = new Pairs(generations.generators());
        long[] rows = rows(generations);
        Matrix values = Matrix.allocate(arena, rows.length, pairs.count());
        workers.forBlocks(rows.length, BLOCK, (from, to) -> {
            var measured = new Sample(generations, pairs);
            for (long sample = from; sample < to; sample++) {
                values.write(sample, measured.distances((int) rows[(int) sample]));
            }
        });
        return of(values, pairs);
    }

    private static PairDistances of(Matrix values, Pairs pairs) {
        double[] mean = new double[pairs.count()];
        long[] counts = new long[pairs.count()];
        average(values, mean, counts);
        return new PairDistances(values, pairs, mean, counts);
    }

    /** The indices of the samples that are measured. */
    public static long[] rows(Generations generations) {
        long pairs = new Pairs(generations.generators()).count();
        return EvenSample.of(generations.samples(),
                Math.max(VALUES / pairs, Math.clamp(MOST / pairs, FEW, SAMPLES)));
    }

    /** Memory for the outputs of one sample, each of which is read once. For one thread. */
    private static final class Sample {
        private final Generations generations;
        private final float[][] outputs;
        private final boolean[] present;
        private final double[] distances;
        private final int[] counts;
        private final PlainDistance distance = new PlainDistance();

        Sample(Generations generations, Pairs pairs) {
            this.generations = generations;
            outputs = new float[pairs.generators()][generations.vectors().dimension()];
            present = new boolean[pairs.generators()];
            distances = new double[pairs.count()];
            counts = new int[pairs.count()];
        }

        double[] distances(int sample) {
            Arrays.fill(distances, 0);
            Arrays.fill(counts, 0);
            for (int repeat = 0; repeat < generations.repeats(); repeat++) {
                read(sample, repeat);
                add();
            }
            for (int pair = 0; pair < distances.length; pair++) {
                distances[pair] /= counts[pair]; // 0/0 is NaN: missing
            }
            return distances;
        }

        private void read(int sample, int repeat) {
            for (int i = 0; i < present.length; i++) {
                present[i] = generations.presence().present(sample, repeat, i);
                if (present[i]) {
                    generations.vectors().read(generations.row(sample, repeat, i), outputs[i]);
                }
            }
        }

        private void add() {
            for (int i = 0, pair = 0; i < present.length; i++) {
                for (int j = i + 1; j < present.length; j++, pair++) {
                    if (present[i] && present[j]) {
                        distances[pair] += distance.squared(outputs[i], outputs[j]);
                        counts[pair]++;
                    }
                }
            }
        }
    }

    private static void average(Matrix values, double[] mean, long[] counts) {
        double[] row = new double[mean.length];
        for (long sample = 0; sample < values.rows(); sample++) {
            values.read(sample, row);
            for (int pair = 0; pair < row.length; pair++) {
                if (!Double.isNaN(row[pair])) {
                    mean[pair] += row[pair];
                    counts[pair]++;
                }
            }
        }
        for (int pair = 0; pair < mean.length; pair++) {
            mean[pair] /= counts[pair];
        }
    }

    /** The generators that are in a pair of any sample, ascending: those that said something beside another. */
    public int[] measured() {
        return IntStream.range(0, pairs.generators())
                .filter(i -> IntStream.range(0, pairs.generators())
                        .anyMatch(j -> j != i && counts[pairs.index(i, j)] > 0))
                .toArray();
    }

    /** The same distances, of some generators only. */
    public PairDistances among(Arena arena, int[] generators) {
        return between(arena, IntStream.of(generators).mapToObj(List::of).toList());
    }

    /** The distances of groups of generators, each a mean over the pairs of members that a sample has. */
    PairDistances between(Arena arena, List<List<Integer>> groups) {
        if (groups.size() == pairs.generators()) {
            return this;
        }
        var some = new Pairs(groups.size());
        int[][] columns = new int[some.count()][];
        some.forEach((pair, g, h) -> columns[pair] = groups.get(g).stream()
                .flatMapToInt(i -> groups.get(h).stream().mapToInt(j -> pairs.index(i, j))).toArray());
        Matrix merged = Matrix.allocate(arena, samples(), some.count());
        double[] row = new double[pairs.count()];
        for (long sample = 0; sample < samples(); sample++) {
            values.read(sample, row);
            for (int pair = 0; pair < columns.length; pair++) {
                merged.set(sample, pair, IntStream.of(columns[pair]).mapToDouble(column -> row[column])
                        .filter(distance -> !Double.isNaN(distance)).average().orElse(Double.NaN));
            }
        }
        return of(merged, some);
    }

    /** How many samples were measured. */
    public long samples() {
        return values.rows();
    }

    /** Whether every pair of generators was measured at least {@code times} times. */
    boolean completeFor(long times) {
        return Arrays.stream(counts).allMatch(count -> count >= times);
    }

    /** A linear function of distances, {@code [pairs]} to {@code [size]}. */
    @FunctionalInterface
    interface Linear {
        void apply(double[] distances, double[] result);
    }

    /**
     * The standard errors of linear functions of the mean distances, from the values that the functions take on each
     * sample's deviations from these means. A pair that a sample lacks deviates by 0, and the other samples of that
     * pair count for more.
     *
     * @param size
     *            how many functions
     * @param functions
     *            gives each thread functions with scratch of their own
     */
    double[] standardErrors(int size, Supplier<Linear> functions, Workers workers) {
        double[] errors = new double[size];
        // Taken in order, so the same on every run; and at once, so that there is one block for each thread.
        PrimitiveIterator.OfLong blocks = LongStream.range(0, Math.ceilDiv(samples(), BLOCK)).iterator();
        OrderedWork.run(workers, () -> blocks.hasNext() ? blocks.next() : null,
                block -> squares(size, functions.get(), block * BLOCK, Math.min(samples(), (block + 1) * BLOCK)),
                squares -> {
                    for (int function = 0; function < size; function++) {
                        errors[function] += squares[function];
                    }
                });
        double n = samples();
        for (int function = 0; function < size; function++) {
            errors[function] = Math.sqrt(errors[function] / (n * (n - 1)));
        }
        return errors;
    }

    private double[] squares(int size, Linear functions, long from, long to) {
        double[] squares = new double[size];
        double[] result = new double[size];
        double[] row = new double[pairs.count()];
        for (long sample = from; sample < to; sample++) {
            values.read(sample, row);
            for (int pair = 0; pair < row.length; pair++) {
                row[pair] = Double.isNaN(row[pair])
                        ? 0
                        : (row[pair] - mean[pair]) * ((double) samples() / counts[pair]);
            }
            functions.apply(row, result);
            for (int function = 0; function < size; function++) {
                squares[function] += result[function] * result[function];
            }
        }
        return squares;
    }
}
