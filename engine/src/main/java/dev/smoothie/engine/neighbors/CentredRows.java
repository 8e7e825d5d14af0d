package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows as the screen sees them: scaled by a power of two so that nothing over- or underflows, and centred on the mean of the
 * base, which makes norms and so rounding errors small. Blocks are centred when they are loaded: no second copy of the data.
 */
final class CentredRows {
    private static final int BLOCK = 1024;

    private final Embeddings rows;
    private final float scale;
    private final float[] mean;
    private final float[] terms;

    private CentredRows(Embeddings rows, float scale, float[] mean, float[] terms) {
        this.rows = rows;
        this.scale = scale;
        this.mean = mean;
        this.terms = terms;
    }

    /** Scale and centre of one search, taken from the base and shared by the queries. */
    record Centre(float scale, float[] mean) {

        /** The centre of a search in which the base is its own queries. */
        static Centre of(Embeddings base, Workers workers) {
            return of(base, largest(base, workers), workers);
        }

        /** The centre of a search for other queries. */
        static Centre of(Embeddings base, Embeddings queries, Workers workers) {
            return of(base, Math.max(largest(base, workers), largest(queries, workers)), workers);
        }

        private static Centre of(Embeddings base, double largest, Workers workers) {
            float scale = largest == 0 ? 1 : (float) Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -126, 126));
            double[] sum = new double[base.dimension()];
            workers.forBlocks(base.rows(), BLOCK, (from, to) -> {
                double[] part = columnSums(base, from, to);
                synchronized (sum) {
                    for (int column = 0; column < part.length; column++) {
                        sum[column] += part[column];
                    }
                }
            });
            float[] mean = new float[sum.length];
            for (int column = 0; column < mean.length; column++) {
                mean[column] = (float) (sum[column] / base.rows() * scale);
            }
            return new Centre(scale, mean);
        }

        private static double largest(Embeddings rows, Workers workers) {
            float[] largest = {0};
            workers.forBlocks(rows.rows(), BLOCK, (from, to) -> {
                float block = 0;
                for (long offset = rows.offset(from); offset < rows.offset(to); offset += Float.BYTES) {
                    block = Math.max(block, Math.abs(rows.segment().get(ValueLayout.JAVA_FLOAT, offset)));
                }
                synchronized (largest) {
                    largest[0] = Math.max(largest[0], block);
                }
            });
            if (!Float.isFinite(largest[0])) {
                throw NonFiniteEmbeddingException.firstIn(rows);
            }
            return largest[0];
        }

        private static double[] columnSums(Embeddings rows, long from, long to) {
            double[] sums = new double[rows.dimension()];
            for (long row = from; row < to; row++) {
                for (int column = 0; column < sums.length; column++) {
                    sums[column] += rows.get(row, column);
                }
            }
            return sums;
        }
    }

    /**
     * Prepares rows for a screen whose inner products are good to {@code errorBound}: one pass over the rows for their terms.
     */
    static CentredRows of(Embeddings rows, Centre centre, double errorBound, Workers workers) {
        int d = rows.dimension();
        float[] terms = new float[Math.toIntExact(rows.rows())];
        var centred = new CentredRows(rows, centre.scale, centre.mean, terms);
        double keep = 1 - (errorBound + 12 * 0x1p-24);
        double underflow = d * 0x1p-140;
        workers.forBlocks(rows.rows(), BLOCK, (from, to) -> {
            float[] line = new float[d];
            for (long row = from; row < to; row++) {
                centred.read(row, line);
                terms[(int) row] = (float) (squaredLength(line) * keep - underflow);
            }
        });
        return centred;
    }

    /** In double; four sums, because one would wait for each addition. */
    private static double squaredLength(float[] x) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int column = 0;
        for (; column <= x.length - 4; column += 4) {
            s0 += (double) x[column] * x[column];
            s1 += (double) x[column + 1] * x[column + 1];
            s2 += (double) x[column + 2] * x[column + 2];
            s3 += (double) x[column + 3] * x[column + 3];
        }
        for (; column < x.length; column++) {
            s0 += (double) x[column] * x[column];
        }
        return (s0 + s1) + (s2 + s3);
    }

    int size() {
        return terms.length;
    }

    Embeddings rows() {
        return rows;
    }

    /** Writes the rows {@code ids} into {@code block} and their terms into {@code blockTerms}; returns a view of them. */
    Embeddings load(int[] ids, Embeddings block, float[] blockTerms) {
        float[] line = new float[rows.dimension()];
        for (int row = 0; row < ids.length; row++) {
            read(ids[row], line);
            block.set(row, line);
            blockTerms[row] = terms[ids[row]];
        }
        return block.slice(0, ids.length);
    }

    /** By way of an array, over which C2 vectorises the loop; over a segment it does not. */
    private void read(long row, float[] line) {
        MemorySegment.copy(rows.segment(), ValueLayout.JAVA_FLOAT, rows.offset(row), line, 0, line.length);
        for (int column = 0; column < line.length; column++) {
            line[column] = line[column] * scale - mean[column];
        }
    }

    /** The factor from squared distances of the data to those of the scaled rows; a power of two, so exact. */
    double squaredScale() {
        return (double) scale * scale;
    }
}
