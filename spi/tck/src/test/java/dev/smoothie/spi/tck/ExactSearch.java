package dev.smoothie.spi.tck;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.Vectors;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * An exact search, which looks at all pairs. A saved index is the shape of the base and a mark at the end. Tests
 * override its methods to break promises.
 */
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

    /** An index with no state but the base. */
    static class Index implements NeighborIndex {
        final Vectors base;
        private final float[][] rows;

        Index(Vectors base) {
            this.base = base;
            rows = new float[(int) base.rows()][];
            Arrays.setAll(rows, base::row);
        }

        @Override
        public void nearest(Vectors queries, int k, int[] neighbors) {
            for (int query = 0; query < queries.rows(); query++) {
                nearest(queries.row(query), neighbors, query * k, k);
            }
        }

        /** Puts each row in its place among the nearest so far. */
        private void nearest(float[] query, int[] neighbors, int from, int k) {
            double[] distances = new double[k];
            for (int row = 0; row < rows.length; row++) {
                double distance = NeighborSet.distance(query, rows[row]);
                int place = Math.min(row, k);
                for (; place > 0 && distance < distances[place - 1]; place--) {
                    if (place < k) {
                        distances[place] = distances[place - 1];
                        neighbors[from + place] = neighbors[from + place - 1];
                    }
                }
                if (place < k) {
                    distances[place] = distance;
                    neighbors[from + place] = row;
                }
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
