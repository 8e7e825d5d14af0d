package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Centring;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.KeyRounding;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * Prepares rows for the screen: scales them by a power of two so that nothing over- or underflows, centres them on the
 * mean of the base, which makes norms and so rounding errors small, and computes what each adds to its keys (its term).
 * {@link ExactSearch} makes one for the base and one for the queries before anything else, each of {@link DistinctRows};
 * {@link QueryBlock} and {@link BaseSweep} load their blocks from it. Blocks are centred when they are loaded, so there is no second copy of
 * the data, unless the data are small.
 */
final class CentredRows {
    /** Rows of this many bytes are one task for a thread; for fewer it does not pay to wake another. */
    private static final long BLOCK = 4L << 20;
    /** Rows of this many bytes together are centred once; above, a block is centred each time it is loaded. */
    private static final long SMALL = 32L << 20;

    private final DistinctRows distinct;
    private final Embeddings rows;
    private final Optional<Embeddings> copy;
    private final Centre centre;
    private final float[] terms;
    private final double errorBound;

    private CentredRows(DistinctRows distinct, Optional<Embeddings> copy, Centre centre, float[] terms,
            double errorBound) {
        this.distinct = distinct;
        this.rows = distinct.rows();
        this.copy = copy;
        this.centre = centre;
        this.terms = terms;
        this.errorBound = errorBound;
    }

    private static long rowsOfBlock(int d) {
        return Math.ceilDiv(BLOCK, (long) d * Float.BYTES);
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
            workers.forBlocks(rows.rows(), rowsOfBlock(rows.dimension()), (from, to) -> {
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
                    rows.requireFinite(workers);
                }
            }
            return new Survey(rows.rows(), sums, largest[0]);
        }
    }

    /**
     * Prepares the lowest row of each group for a screen whose inner products are good to {@code errorBound}: one pass
     * over these rows for their terms.
     *
     * @param arena
     *            shared; owns the centred copy of small sets
     */
    static CentredRows of(Arena arena, DistinctRows distinct, Centre centre, double errorBound, Workers workers) {
        Embeddings rows = distinct.rows();
        float[] terms = new float[distinct.size()];
        double keep = 1 - share(errorBound);
        double underflow = rows.dimension() * 0x1p-140;
        Optional<Embeddings> copy = rows.offset(terms.length) <= SMALL
                ? Optional.of(Embeddings.allocate(arena, terms.length, rows.dimension()))
                : Optional.empty();
        workers.forBlocks(terms.length, rowsOfBlock(rows.dimension()), (from, to) -> {
            for (int group = (int) from; group < to; group++) {
                int row = distinct.row(group);
                double length = Centring.squaredLength(rows, row, centre.scale, centre.mean);
                terms[group] = (float) (length * keep - underflow);
                if (copy.isPresent()) {
                    Centring.centre(rows, row, centre.scale, centre.mean, copy.get(), group);
                }
            }
        });
        return new CentredRows(distinct, copy, centre, terms, errorBound);
    }

    /**
     * Some of these rows, centred on one of them: where they lie near it their lengths are small, and so are the errors
     * of their keys.
     *
     * @param arena
     *            shared; owns the centred copy of small sets
     * @param chosen
     *            some of these rows, ascending
     */
    CentredRows around(Arena arena, int row, int[] chosen, Workers workers) {
        float[] mean = new float[dimension()];
        for (int column = 0; column < mean.length; column++) {
            mean[column] = rows.get(distinct.row(row), column) * centre.scale;
        }
        return of(arena, distinct.some(chosen), new Centre(centre.scale, mean), errorBound, workers);
    }

    /** The part of its squared length that a row gives up so that its keys are lower bounds: c of the package page. */
    private static double share(double errorBound) {
        return errorBound + KeyRounding.SHARE;
    }

    /** By how much the squared distance of two rows with these terms can exceed their key, see the package page. */
    double slack(float term, float otherTerm) {
        double c = share(errorBound);
        double underflow = rows.dimension() * 0x1p-138;
        return 2 * c / (1 - c) * (1 + 0x1p-22) * (Math.max(0, term) + Math.max(0, otherTerm) + underflow) + underflow;
    }

    int dimension() {
        return rows.dimension();
    }

    DistinctRows distinct() {
        return distinct;
    }

    /** The exact squared distance of one of these rows to one of {@code other}, on the scale of the data. */
    double squaredDistance(int row, CentredRows other, int otherRow) {
        return Distance.squared(rows, distinct.row(row), other.rows, other.distinct.row(otherRow));
    }

    int size() {
        return terms.length;
    }

    /**
     * Memory for {@link #load(int, int, Embeddings)} of up to {@code most} rows; none where all rows are centred
     * already.
     */
    Embeddings room(Arena arena, int most) {
        return Embeddings.allocate(arena, copy.isPresent() ? 0 : most, dimension());
    }

    /** Rows {@code [from, to)}, centred; written into {@code room} unless all rows are centred already. */
    Embeddings load(int from, int to, Embeddings room) {
        if (copy.isPresent()) {
            return copy.get().slice(from, to);
        }
        for (int row = from; row < to; row++) {
            load(row, room, row - from);
        }
        return room.slice(0, to - from);
    }

    /** Writes row {@code row}, centred, into row {@code at} of {@code block}. */
    void load(int row, Embeddings block, int at) {
        Centring.centre(rows, distinct.row(row), centre.scale, centre.mean, block, at);
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
