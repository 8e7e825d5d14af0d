package dev.smoothie.core.compute;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import static java.nio.ByteOrder.nativeOrder;

/**
 * {@link Distance} by SIMD, on the Vector API. It uses no fused multiply-add, which would round otherwise than plain
 * Java does. It passes over the rows once with 512 bits, twice with 256, four times with 128; each pass fills two sums
 * of vectors, whose halves are then folded.
 */
final class VectorDistance {
    private static final VectorSpecies<Double> DOUBLE = Lanes.DOUBLE;
    private static final int LANES = DOUBLE.length();
    private static final int HALF_SUMS = Distance.SUMS / 2;
    private static final long HALF_BYTES = HALF_SUMS * (long) Float.BYTES;
    /** As many floats as there are lanes of doubles: half the bits. */
    private static final VectorSpecies<Float> FLOAT = works()
            ? VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLE.vectorBitSize() / 2))
            : Lanes.FLOAT;

    private VectorDistance() {}

    /**
     * Whether vectors of this width can do it: with fewer than two doubles there is no half, with more than eight the
     * order of additions would be another.
     */
    static boolean works() {
        return LANES >= 2 && LANES <= HALF_SUMS;
    }

    /** The squared distance of the d floats at byte offset {@code i} of {@code x} and {@code j} of {@code y}. */
    static double squared(MemorySegment x, long i, MemorySegment y, long j, int d) {
        double[] sums = new double[HALF_SUMS];
        int whole = d - d % Distance.SUMS;
        for (int first = 0; first < HALF_SUMS; first += LANES) {
            DoubleVector low = DoubleVector.zero(DOUBLE);
            DoubleVector high = DoubleVector.zero(DOUBLE);
            for (int column = first; column < whole; column += Distance.SUMS) {
                long at = (long) column * Float.BYTES;
                DoubleVector lows = load(x, i + at).sub(load(y, j + at));
                DoubleVector highs = load(x, i + at + HALF_BYTES).sub(load(y, j + at + HALF_BYTES));
                low = low.add(lows.mul(lows));
                high = high.add(highs.mul(highs));
            }
            if (whole < d) { // lanes outside add a zero, which changes no bit
                DoubleVector lows = tail(x, i, y, j, whole + first, d);
                DoubleVector highs = tail(x, i, y, j, whole + first + HALF_SUMS, d);
                low = low.add(lows.mul(lows));
                high = high.add(highs.mul(highs));
            }
            low.add(high).intoArray(sums, first);
        }
        return Distance.fold(sums);
    }

    private static DoubleVector load(MemorySegment segment, long offset) {
        return widen(FloatVector.fromMemorySegment(FLOAT, segment, offset, nativeOrder()));
    }

    private static DoubleVector tail(MemorySegment x, long i, MemorySegment y, long j, int column, int d) {
        VectorMask<Float> inside = FLOAT.indexInRange(column, d);
        long at = (long) column * Float.BYTES;
        return widen(FloatVector.fromMemorySegment(FLOAT, x, i + at, nativeOrder(), inside))
                .sub(widen(FloatVector.fromMemorySegment(FLOAT, y, j + at, nativeOrder(), inside)));
    }

    private static DoubleVector widen(FloatVector floats) {
        return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLE, 0);
    }
}
