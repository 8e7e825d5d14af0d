package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Prepares rows for a neighbour search: sums their columns, scales and centres them, and measures their lengths. It
 * uses SIMD once the Vector API is ready, whatever the backend; the last bits of a length depend on which form
 * measured it, and those of a search's result do not. Callers have checked the rows.
 */
public final class Centring {
    /** The plain form serves so many elements first. */
    private static final VectorForm VECTOR = new VectorForm("centring", 1L << 31, () -> VectorCentring.works(),
            CentringTrial::new);
    private static final ThreadLocal<PlainCentring> PLAIN = ThreadLocal.withInitial(PlainCentring::new);

    private Centring() {}

    /**
     * Adds rows {@code [from, to)} to the column sums.
     *
     * @param sums
     *            {@code [d]}; a column with a NaN or an infinity in it becomes NaN or infinite, and no other does
     * @return the largest absolute element where all are finite
     */
    public static float survey(Embeddings rows, long from, long to, double[] sums) {
        return VECTOR.serves((to - from) * sums.length)
                ? VectorCentring.survey(rows.segment(), rows.offset(from), rows.offset(to), sums)
                : PLAIN.get().survey(rows.segment(), rows.offset(from), rows.offset(to), sums);
    }

    /** Writes {@code scale·λ − mean}, in float32, of row {@code row} to row {@code at} of {@code target}. */
    public static void centre(Embeddings rows, long row, float scale, float[] mean, Embeddings target, long at) {
        if (VECTOR.serves(mean.length)) {
            VectorCentring.centre(rows.segment(), rows.offset(row), scale, mean, target.segment(), target.offset(at));
        } else {
            PLAIN.get().centre(rows.segment(), rows.offset(row), scale, mean, target.segment(), target.offset(at));
        }
    }

    /** The squared length, in double, of what {@link #centre} writes. */
    public static double squaredLength(Embeddings rows, long row, float scale, float[] mean) {
        return VECTOR.serves(mean.length)
                ? VectorCentring.squaredLength(rows.segment(), rows.offset(row), scale, mean)
                : PLAIN.get().squaredLength(rows.segment(), rows.offset(row), scale, mean);
    }

    private static final class CentringTrial implements VectorForm.Trial {
        private static final int ROWS = 32;
        private static final int D = 384;
        private final PlainCentring plain = new PlainCentring();
        private final MemorySegment rows = Arena.ofAuto().allocate((long) ROWS * D * Float.BYTES, Embeddings.ALIGNMENT);
        private final MemorySegment centred = Arena.ofAuto().allocate((long) D * Float.BYTES, Embeddings.ALIGNMENT);
        private final double[] sums = new double[D];
        private final float[] mean = new float[D];

        @Override
        public double plain() {
            double sum = 0;
            sum += plain.survey(rows, 0, rows.byteSize(), sums);
            for (long row = 0; row < rows.byteSize(); row += D * (long) Float.BYTES) {
                sum += plain.squaredLength(rows, row, 1, mean);
                plain.centre(rows, row, 1, mean, centred, 0);
            }
            return sum;
        }

        @Override
        public double vector() {
            double sum = 0;
            sum += VectorCentring.survey(rows, 0, rows.byteSize(), sums);
            for (long row = 0; row < rows.byteSize(); row += D * (long) Float.BYTES) {
                sum += VectorCentring.squaredLength(rows, row, 1, mean);
                VectorCentring.centre(rows, row, 1, mean, centred, 0);
            }
            return sum;
        }
    }
}
