package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Prepares rows for a neighbour search: sums their columns, scales and centres them, and measures their lengths. It
 * uses SIMD where the Vector API is there, whatever the backend. Callers have checked the rows.
 */
public final class Centring {
    private static final boolean SIMD = VectorModule.load().toOptional().isPresent() && VectorCentring.works();

    private Centring() {}

    /**
     * Adds rows {@code [from, to)} to the column sums.
     *
     * @param sums
     *            {@code [d]}; a column with a NaN or an infinity in it becomes NaN or infinite, and no other does
     * @return the largest absolute element where all are finite
     */
    public static float survey(Embeddings rows, long from, long to, double[] sums) {
        return SIMD
                ? VectorCentring.survey(rows.segment(), rows.offset(from), rows.offset(to), sums)
                : plainSurvey(rows.segment(), rows.offset(from), rows.offset(to), sums);
    }

    /** Writes {@code scale·λ − mean}, in float32, of row {@code row} to row {@code at} of {@code target}. */
    public static void centre(Embeddings rows, long row, float scale, float[] mean, Embeddings target, long at) {
        if (SIMD) {
            VectorCentring.centre(rows.segment(), rows.offset(row), scale, mean, target.segment(), target.offset(at));
            return;
        }
        for (int column = 0; column < mean.length; column++) {
            long shift = (long) column * Float.BYTES;
            target.segment().set(ValueLayout.JAVA_FLOAT, target.offset(at) + shift,
                    get(rows.segment(), rows.offset(row) + shift) * scale - mean[column]);
        }
    }

    /** The squared length, in double, of what {@link #centre} writes. */
    public static double squaredLength(Embeddings rows, long row, float scale, float[] mean) {
        return SIMD
                ? VectorCentring.squaredLength(rows.segment(), rows.offset(row), scale, mean)
                : plainSquaredLength(rows.segment(), rows.offset(row), scale, mean);
    }

    static float plainSurvey(MemorySegment rows, long from, long to, double[] sums) {
        float largest = 0;
        for (long at = from; at < to; at += (long) sums.length * Float.BYTES) {
            for (int column = 0; column < sums.length; column++) {
                float x = get(rows, at + (long) column * Float.BYTES);
                sums[column] += x;
                largest = Math.max(largest, Math.abs(x));
            }
        }
        return largest;
    }

    static double plainSquaredLength(MemorySegment rows, long offset, float scale, float[] mean) {
        double length = 0;
        for (int column = 0; column < mean.length; column++) {
            double x = get(rows, offset + (long) column * Float.BYTES) * scale - mean[column];
            length += x * x;
        }
        return length;
    }

    private static float get(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_FLOAT, offset);
    }
}
