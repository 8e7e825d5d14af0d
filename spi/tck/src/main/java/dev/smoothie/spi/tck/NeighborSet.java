package dev.smoothie.spi.tck;

import dev.smoothie.spi.Vectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Vectors to search, and queries to search for.
 *
 * @param base
 *            {@code [n, d]}, n at least 1
 * @param queries
 *            {@code [q, d]}, q at least 1
 */
public record NeighborSet(float[][] base, float[][] queries) {
    /** The number of directions that a topic spreads in: embeddings lie near surfaces of few dimensions. */
    private static final int INNER_DIMENSION = 8;

    public NeighborSet {
        if (base.length < 1 || queries.length < 1) {
            throw new IllegalArgumentException(
                    "there must be a row and a query, got %d and %d".formatted(base.length, queries.length));
        }
    }

    /**
     * Rows in topics. A topic has a centre, about 1.4 from the others, and spreads by about 0.3 in a few directions and
     * very little in all others.
     *
     * @param queries
     *            new rows of the same topics
     */
    public static NeighborSet clustered(int rows, int queries, int dimension, int topics, long seed) {
        var random = new SplittableRandom(seed);
        double scale = 1 / Math.sqrt(dimension);
        double[][] centres = gaussian(random, topics, dimension, scale);
        double[][][] directions = new double[topics][][];
        Arrays.setAll(directions, _ -> gaussian(random, INNER_DIMENSION, dimension, scale));
        float[][] all = new float[rows + queries][dimension];
        for (float[] row : all) {
            int topic = random.nextInt(topics);
            double[] sum = centres[topic].clone();
            for (double[] direction : directions[topic]) {
                double along = 0.3 / Math.sqrt(INNER_DIMENSION) * random.nextGaussian();
                for (int column = 0; column < dimension; column++) {
                    sum[column] += along * direction[column];
                }
            }
            for (int column = 0; column < dimension; column++) {
                row[column] = (float) (sum[column] + 0.03 * scale * random.nextGaussian());
            }
        }
        return new NeighborSet(Arrays.copyOf(all, rows), Arrays.copyOfRange(all, rows, all.length));
    }

    private static double[][] gaussian(SplittableRandom random, int rows, int dimension, double scale) {
        double[][] vectors = new double[rows][dimension];
        for (double[] vector : vectors) {
            Arrays.setAll(vector, _ -> scale * random.nextGaussian());
        }
        return vectors;
    }

    /**
     * The same, but the first {@code share} of the rows are copies of others, and some are zero; with 1 all are equal.
     */
    NeighborSet withEqualRows(double share, long seed) {
        var random = new SplittableRandom(seed);
        float[][] rows = base.clone();
        int copies = Math.min((int) (share * rows.length), rows.length - 1);
        for (int row = 0; row < copies; row++) {
            rows[row] = share < 1 && row % 20 == 0
                    ? new float[rows[row].length]
                    : rows[copies + random.nextInt(rows.length - copies)].clone();
        }
        return new NeighborSet(rows, queries);
    }

    /** The same with the first rows of the base as further queries, as many as there are queries. */
    NeighborSet withQueriesOfTheBase() {
        int own = Math.min(queries.length, base.length);
        float[][] all = Arrays.copyOf(queries, queries.length + own);
        System.arraycopy(base, 0, all, queries.length, own);
        return new NeighborSet(base, all);
    }

    /** The squared distances of each query to all rows, in double, ascending: {@code [q][n]}. */
    static double[][] distances(float[][] base, float[][] queries) {
        double[][] all = new double[queries.length][base.length];
        for (int query = 0; query < queries.length; query++) {
            for (int row = 0; row < base.length; row++) {
                all[query][row] = distance(queries[query], base[row]);
            }
            Arrays.sort(all[query]);
        }
        return all;
    }

    /**
     * ‖a − b‖², in double. There are four sums, because each addition has to wait for the one before it in the same
     * sum.
     */
    static double distance(float[] a, float[] b) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int column = 0;
        for (; column + 3 < a.length; column += 4) {
            sum0 += squared(a, b, column);
            sum1 += squared(a, b, column + 1);
            sum2 += squared(a, b, column + 2);
            sum3 += squared(a, b, column + 3);
        }
        for (; column < a.length; column++) {
            sum0 += squared(a, b, column);
        }
        return sum0 + sum1 + sum2 + sum3;
    }

    private static double squared(float[] a, float[] b, int column) {
        double difference = (double) a[column] - b[column];
        return difference * difference;
    }

    /** Vectors outside of the heap, where the program keeps them. */
    static Vectors offHeap(Arena arena, float[][] rows) {
        Vectors heap = Vectors.of(rows);
        MemorySegment segment = arena.allocate(heap.segment().byteSize(), 64);
        MemorySegment.copy(heap.segment(), 0, segment, 0, segment.byteSize());
        return new Vectors(segment, heap.rows(), heap.dimension());
    }

    /** Whether the vectors are still these. */
    static boolean unchanged(Vectors vectors, float[][] rows) {
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows[row].length; column++) {
                float now = vectors.segment().get(ValueLayout.JAVA_FLOAT,
                        vectors.offset(row) + (long) column * Float.BYTES);
                if (Float.floatToRawIntBits(now) != Float.floatToRawIntBits(rows[row][column])) {
                    return false;
                }
            }
        }
        return true;
    }
}
