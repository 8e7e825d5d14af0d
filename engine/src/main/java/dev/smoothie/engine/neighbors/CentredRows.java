package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Centring;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.engine.parallel.Workers;

/**
 * Rows as the screen sees them: scaled by a power of two so that nothing over- or underflows, and centred on the mean of the
 * base, which makes norms and so rounding errors small. Blocks are centred when they are loaded: no second copy of the data.
 */
final class CentredRows {
    private static final int BLOCK = 1024;

    private final Embeddings rows;
    private final Centre centre;
    private final float[] terms;

    private CentredRows(Embeddings rows, Centre centre, float[] terms) {
        this.rows = rows;
        this.centre = centre;
        this.terms = terms;
    }

    /** Scale and centre of one search, taken from the base and shared by the queries. */
    record Centre(float scale, float[] mean) {

        /** The centre of a search in which the base is its own queries. */
        static Centre of(Embeddings base, Workers workers) {
            return of(Survey.of(base, workers), 0);
        }

        /** The centre of a search for other queries. */
        static Centre of(Embeddings base, Embeddings queries, Workers workers) {
            return of(Survey.of(base, workers), Survey.of(queries, workers).largest);
        }

        private static Centre of(Survey base, float largestOfQueries) {
            float largest = Math.max(base.largest, largestOfQueries);
            float scale = largest == 0 ? 1 : (float) Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -126, 126));
            float[] mean = new float[base.sums.length];
            for (int column = 0; column < mean.length; column++) {
                mean[column] = (float) (base.sums[column] / base.count * scale);
            }
            return new Centre(scale, mean);
        }
    }

    /** One pass over the rows: column sums and the largest absolute element; all are finite. */
    private record Survey(long count, double[] sums, float largest) {

        static Survey of(Embeddings rows, Workers workers) {
            double[] sums = new double[rows.dimension()];
            float[] largest = {0};
            workers.forBlocks(rows.rows(), BLOCK, (from, to) -> {
                double[] part = new double[sums.length];
                float largestOfPart = Centring.survey(rows, from, to, part);
                synchronized (sums) {
                    largest[0] = Math.max(largest[0], largestOfPart);
                    for (int column = 0; column < part.length; column++) {
                        sums[column] += part[column];
                    }
                }
            });
            for (double sum : sums) {
                if (!Double.isFinite(sum)) {
                    throw NonFiniteEmbeddingException.firstIn(rows);
                }
            }
            return new Survey(rows.rows(), sums, largest[0]);
        }
    }

    /**
     * Prepares rows for a screen whose inner products are good to {@code errorBound}: one pass over the rows for their terms.
     */
    static CentredRows of(Embeddings rows, Centre centre, double errorBound, Workers workers) {
        float[] terms = new float[Math.toIntExact(rows.rows())];
        double keep = 1 - (errorBound + 12 * 0x1p-24);
        double underflow = rows.dimension() * 0x1p-140;
        workers.forBlocks(rows.rows(), BLOCK, (from, to) -> {
            for (long row = from; row < to; row++) {
                double length = Centring.squaredLength(rows, row, centre.scale, centre.mean);
                terms[(int) row] = (float) (length * keep - underflow);
            }
        });
        return new CentredRows(rows, centre, terms);
    }

    int size() {
        return terms.length;
    }

    /** Writes row {@code row} into row {@code at} of {@code block}. */
    void load(int row, Embeddings block, int at) {
        Centring.centre(rows, row, centre.scale, centre.mean, block, at);
    }

    /** What row {@code row} adds to its keys, a little less than its squared length. */
    float term(int row) {
        return terms[row];
    }

    /** The factor from squared distances of the data to those of the scaled rows; a power of two, so exact. */
    double squaredScale() {
        return (double) centre.scale * centre.scale;
    }
}
