package dev.smoothie.core.compute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import static java.nio.ByteOrder.nativeOrder;

/** {@link Centring} by SIMD, on the Vector API. The last columns, fewer than a vector has lanes, go one by one. */
final class VectorCentring {
    private static final int LANES = Lanes.COUNT;
    private static final int HALF = LANES / 2;

    private VectorCentring() {}

    /** Whether a vector of floats is two of doubles. */
    static boolean works() {
        return LANES >= 2;
    }

    static float survey(MemorySegment rows, long from, long to, double[] sums) {
        int d = sums.length;
        FloatVector largest = FloatVector.zero(Lanes.FLOAT);
        float largestOfTail = 0;
        for (long row = from; row < to; row += (long) d * Float.BYTES) {
            int column = 0;
            for (; column <= d - LANES; column += LANES) {
                FloatVector x = load(rows, row, column);
                largest = largest.max(x.abs());
                DoubleVector.fromArray(Lanes.DOUBLE, sums, column).add(widen(x, 0)).intoArray(sums, column);
                DoubleVector.fromArray(Lanes.DOUBLE, sums, column + HALF).add(widen(x, 1))
                        .intoArray(sums, column + HALF);
            }
            for (; column < d; column++) {
                float x = get(rows, row, column);
                largestOfTail = Math.max(largestOfTail, Math.abs(x));
                sums[column] += x;
            }
        }
        return Math.max(largest.reduceLanes(VectorOperators.MAX), largestOfTail);
    }

    static void centre(MemorySegment rows, long row, float scale, float[] mean, MemorySegment target, long at) {
        int column = 0;
        for (; column <= mean.length - LANES; column += LANES) {
            centred(rows, row, scale, mean, column).intoMemorySegment(target, at + (long) column * Float.BYTES,
                    nativeOrder());
        }
        for (; column < mean.length; column++) {
            target.set(ValueLayout.JAVA_FLOAT, at + (long) column * Float.BYTES,
                    get(rows, row, column) * scale - mean[column]);
        }
    }

    static double squaredLength(MemorySegment rows, long row, float scale, float[] mean) {
        DoubleVector even = DoubleVector.zero(Lanes.DOUBLE);
        DoubleVector odd = DoubleVector.zero(Lanes.DOUBLE);
        int column = 0;
        for (; column <= mean.length - LANES; column += LANES) {
            FloatVector x = centred(rows, row, scale, mean, column);
            DoubleVector low = widen(x, 0);
            DoubleVector high = widen(x, 1);
            even = low.fma(low, even);
            odd = high.fma(high, odd);
        }
        double length = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; column < mean.length; column++) {
            double x = get(rows, row, column) * scale - mean[column];
            length += x * x;
        }
        return length;
    }

    private static FloatVector centred(MemorySegment rows, long row, float scale, float[] mean, int column) {
        return load(rows, row, column).mul(scale).sub(FloatVector.fromArray(Lanes.FLOAT, mean, column));
    }

    private static FloatVector load(MemorySegment rows, long row, int column) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, rows, row + (long) column * Float.BYTES, nativeOrder());
    }

    private static DoubleVector widen(FloatVector floats, int part) {
        return (DoubleVector) floats.convertShape(VectorOperators.F2D, Lanes.DOUBLE, part);
    }

    private static float get(MemorySegment rows, long row, int column) {
        return rows.get(ValueLayout.JAVA_FLOAT, row + (long) column * Float.BYTES);
    }
}
