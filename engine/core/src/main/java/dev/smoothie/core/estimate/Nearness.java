package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.PlainDistance;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalDouble;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * How near the outputs of each sample are to each other: {@code K_ij = exp(−D_ij / h)}, h the mean of D over all pairs
 * of outputs of one sample in the set, or 1 for equal outputs and 0 for others. Only outputs that say something have a
 * K; of the others it is 0. Each repeat of a sample has a K of its own. Lies outside the heap, 4 bytes for each pair.
 */
final class Nearness {
    private static final int BLOCK = 64;

    private final Generations generations;
    private final Pairs pairs;
    private final MemorySegment values;
    private double bandwidth;

    private Nearness(Arena arena, Generations generations) {
        this.generations = generations;
        this.pairs = new Pairs(generations.generators());
        this.values = arena.allocate(
                Math.multiplyExact((long) generations.samples() * generations.repeats(), bytes()), Float.BYTES);
    }

    private long bytes() {
        return (long) pairs.count() * Float.BYTES;
    }

    /**
     * Measures all pairs.
     *
     * @param arena
     *            owns the result
     * @param equality
     *            whether only equal outputs are near
     * @throws NonFiniteEmbeddingException
     *             naming the first such row
     */
    static Nearness of(Arena arena, Generations generations, boolean equality, Workers workers) {
        return of(arena, generations, equality, OptionalDouble.empty(), workers);
    }

    /**
     * The same with a bandwidth that may be known.
     *
     * @param known
     *            h of another set, positive or NaN; empty for that of these outputs
     */
    static Nearness of(Arena arena, Generations generations, boolean equality, OptionalDouble known, Workers workers) {
        var nearness = new Nearness(arena, generations);
        long units = (long) generations.samples() * generations.repeats();
        double[] sums = new double[(int) Math.ceilDiv(units, BLOCK)];
        long[] counts = new long[sums.length];
        workers.forBlocks(units, BLOCK, (from, to) -> {
            int block = (int) (from / BLOCK);
            nearness.measure(from, to, sums, counts, block);
        });
        double sum = 0;
        long count = 0;
        for (int block = 0; block < sums.length; block++) { // in order, so the same on every run
            sum += sums[block];
            count += counts[block];
        }
        if (!Double.isFinite(sum)) {
            generations.requireFinite(workers);
        }
        double bandwidth = equality ? 0 : known.orElse(sum / count);
        nearness.bandwidth = bandwidth;
        workers.forBlocks(units, BLOCK, (from, to) -> nearness.fall(from, to, bandwidth));
        return nearness;
    }

    /** K of two outputs at a squared distance; with bandwidth 0 only what is equal is near. */
    static float near(float squared, double bandwidth) {
        return squared == 0 ? 1 : bandwidth > 0 ? (float) Math.exp(-squared / bandwidth) : 0;
    }

    private void measure(long from, long to, double[] sums, long[] counts, int block) {
        int m = generations.generators();
        var distance = new PlainDistance();
        float[][] outputs = new float[m][generations.vectors().dimension()];
        boolean[] speaks = new boolean[m];
        float[] row = new float[pairs.count()];
        for (long unit = from; unit < to; unit++) {
            read(unit, outputs, speaks);
            for (int i = 0, pair = 0; i < m; i++) {
                for (int j = i + 1; j < m; j++, pair++) {
                    if (speaks[i] && speaks[j]) {
                        double squared = distance.squared(outputs[i], outputs[j]);
                        row[pair] = (float) squared;
                        sums[block] += squared;
                        counts[block]++;
                    } else {
                        row[pair] = Float.POSITIVE_INFINITY;
                    }
                }
            }
            MemorySegment.copy(row, 0, values, JAVA_FLOAT, unit * bytes(), row.length);
        }
    }

    private void read(long unit, float[][] outputs, boolean[] speaks) {
        for (int i = 0; i < speaks.length; i++) {
            speaks[i] = speaks(unit, i);
            if (speaks[i]) {
                generations.vectors().read(
                        generations.row(sample(unit), (int) (unit % generations.repeats()), i), outputs[i]);
            }
        }
    }

    /** From distances to nearness, in place. */
    private void fall(long from, long to, double bandwidth) {
        float[] row = new float[pairs.count()];
        for (long unit = from; unit < to; unit++) {
            MemorySegment.copy(values, JAVA_FLOAT, unit * bytes(), row, 0, row.length);
            for (int pair = 0; pair < row.length; pair++) {
                row[pair] = near(row[pair], bandwidth);
            }
            MemorySegment.copy(row, 0, values, JAVA_FLOAT, unit * bytes(), row.length);
        }
    }

    /** h; NaN where no two outputs of a sample say anything. */
    double bandwidth() {
        return bandwidth;
    }

    Generations generations() {
        return generations;
    }

    /** How many there are: samples times repeats. */
    long units() {
        return (long) generations.samples() * generations.repeats();
    }

    int sample(long unit) {
        return (int) (unit / generations.repeats());
    }

    private boolean speaks(long unit, int generator) {
        return generations.presence().present(sample(unit), (int) (unit % generations.repeats()), generator);
    }

    /** The outputs of one repeat of one sample that say something, and how near they are. For one thread. */
    final class Unit {
        private final int[] generators = new int[pairs.generators()];
        private final float[] row = new float[pairs.count()];
        private final double[][] near = new double[pairs.generators()][pairs.generators()];
        private int count;

        void read(long unit) {
            count = 0;
            for (int i = 0; i < generators.length; i++) {
                if (speaks(unit, i)) {
                    generators[count++] = i;
                }
            }
            MemorySegment.copy(values, JAVA_FLOAT, unit * bytes(), row, 0, row.length);
            for (int a = 0; a < count; a++) {
                near[a][a] = 1;
                for (int b = a + 1; b < count; b++) {
                    double value = row[pairs.index(generators[a], generators[b])];
                    near[a][b] = value;
                    near[b][a] = value;
                }
            }
        }

        int count() {
            return count;
        }

        int generator(int rank) {
            return generators[rank];
        }

        /** K of two of them. */
        double near(int a, int b) {
            return near[a][b];
        }
    }
}
