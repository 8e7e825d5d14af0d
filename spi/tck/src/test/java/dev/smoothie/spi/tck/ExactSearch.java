package dev.smoothie.spi.tck;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.Vectors;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Looks at all pairs. What it saves is the shape of the base and a mark at the end. Open for tests to break. */
class ExactSearch implements NeighborSearch {
    private static final int MARK = 0x5EA7C4;

    @Override
    public String description() {
        return "all pairs";
    }

    @Override
    public double recall() {
        return 1;
    }

    @Override
    public NeighborIndex build(Vectors base) {
        return new Index(base);
    }

    @Override
    public NeighborIndex read(InputStream in, Vectors base) throws IOException {
        var data = new DataInputStream(in);
        if (data.readLong() != base.rows() || data.readInt() != base.dimension() || data.readInt() != MARK) {
            throw new IOException("not an index of this base");
        }
        return build(base);
    }

    /** Stateless but for the base. */
    static class Index implements NeighborIndex {
        final Vectors base;

        Index(Vectors base) {
            this.base = base;
        }

        @Override
        public void nearest(Vectors queries, int k, int[] neighbors) {
            for (int query = 0; query < queries.rows(); query++) {
                float[] asked = queries.row(query);
                double[] distances = IntStream.range(0, (int) base.rows())
                        .mapToDouble(row -> NeighborSet.distance(asked, base.row(row))).toArray();
                int[] nearest = IntStream.range(0, distances.length).boxed()
                        .sorted(Comparator.comparingDouble(row -> distances[row])).limit(k)
                        .mapToInt(Integer::intValue).toArray();
                System.arraycopy(nearest, 0, neighbors, query * k, k);
            }
        }

        @Override
        public void write(OutputStream out) throws IOException {
            var data = new DataOutputStream(out);
            data.writeLong(base.rows());
            data.writeInt(base.dimension());
            data.writeInt(MARK);
            data.flush();
        }
    }
}
