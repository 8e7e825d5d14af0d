package dev.smoothie.pipeline.index;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.UnsupportedException;
import dev.smoothie.spi.Vectors;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A search that misses neighbours: it knows the rows whose index is not a multiple of {@code skipped}, and lists those
 * that it finds from the farthest to the nearest. A saved index is the number {@code skipped}.
 */
class HalfSearch implements NeighborSearch {
    private final int skipped;
    /** The highest number of rows that it finds. */
    private final int most;
    private final boolean saves;
    int built;
    int read;
    int closed;

    HalfSearch(int skipped, int most, boolean saves) {
        this.skipped = skipped;
        this.most = most;
        this.saves = saves;
    }

    @Override
    public String description() {
        return "half (all but every %d.)".formatted(skipped);
    }

    @Override
    public double recall() {
        return 0.5;
    }

    @Override
    public NeighborIndex build(Vectors base) {
        built++;
        return new Index(base, skipped);
    }

    @Override
    public NeighborIndex read(InputStream in, Vectors base) throws IOException {
        int written = new DataInputStream(in).readInt();
        read++;
        return new Index(base, written);
    }

    /** An index: all known rows, sorted. */
    final class Index implements NeighborIndex {
        private final Vectors base;
        private final int left;

        Index(Vectors base, int left) {
            this.base = base;
            this.left = left;
        }

        @Override
        public int concurrency() {
            return 2;
        }

        @Override
        public void nearest(Vectors queries, int k, int[] neighbors) {
            for (int query = 0; query < queries.rows(); query++) {
                float[] row = queries.row(query);
                int[] nearest = IntStream.range(0, (int) base.rows()).filter(i -> knows(i, left)).boxed()
                        .sorted(Comparator.comparingDouble(i -> distance(row, base.row(i))))
                        .limit(Math.min(k, most)).mapToInt(Integer::intValue).toArray();
                for (int i = 0; i < nearest.length; i++) {
                    neighbors[query * k + i] = nearest[nearest.length - 1 - i];
                }
                Arrays.fill(neighbors, query * k + nearest.length, (query + 1) * k, NONE);
            }
        }

        @Override
        public void write(OutputStream out) throws IOException {
            if (!saves) {
                throw new UnsupportedException(description(), "saving an index");
            }
            new DataOutputStream(out).writeInt(left);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** Whether an index that skips every {@code skipped}-th row knows row {@code i}; it may skip none. */
    static boolean knows(int i, int skipped) {
        return skipped == Integer.MAX_VALUE || i % skipped != 0;
    }

    static double distance(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(c -> (double) a[c] - b[c]).map(x -> x * x).sum();
    }
}
