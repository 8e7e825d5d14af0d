package dev.smoothie.engine.compute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import static java.nio.ByteOrder.nativeOrder;

/** {@link Distance} on the Vector API: floats are widened to doubles, then subtracted, squared and added. */
final class VectorDistance {
    private static final VectorSpecies<Double> DOUBLE = Lanes.DOUBLE;
    private static final int LANES = DOUBLE.length();
    /** As many floats as there are lanes of doubles: half the bits. */
    private static final VectorSpecies<Float> HALF = LANES < 2
            ? Lanes.FLOAT
            : VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLE.vectorBitSize() / 2));

    private VectorDistance() {}

    /** Whether the vectors are wide enough: below two doubles there is no half. */
    static boolean works() {
        return LANES >= 2;
    }

    /** The squared distance of the d floats at byte offset {@code i} of {@code x} and {@code j} of {@code y}. */
    static double squared(MemorySegment x, long i, MemorySegment y, long j, int d) {
        DoubleVector sum0 = DoubleVector.zero(DOUBLE);
        DoubleVector sum1 = DoubleVector.zero(DOUBLE);
        int column = 0;
        for (; column <= d - 2 * LANES; column += 2 * LANES) {
            long at0 = (long) column * Float.BYTES;
            long at1 = at0 + (long) LANES * Float.BYTES;
            DoubleVector d0 = load(x, i + at0).sub(load(y, j + at0));
            DoubleVector d1 = load(x, i + at1).sub(load(y, j + at1));
            sum0 = d0.fma(d0, sum0);
            sum1 = d1.fma(d1, sum1);
        }
        // Lane by lane: the order of a reduction of the Vector API may change between calls.
        DoubleVector sum = sum0.add(sum1);
        double total = 0;
        for (int lane = 0; lane < LANES; lane++) {
            total += sum.lane(lane);
        }
        for (; column < d; column++) {
            long at = (long) column * Float.BYTES;
            double difference = (double) x.get(ValueLayout.JAVA_FLOAT, i + at) - y.get(ValueLayout.JAVA_FLOAT, j + at);
            total += difference * difference;
        }
        return total;
    }

    private static DoubleVector load(MemorySegment segment, long offset) {
        FloatVector floats = FloatVector.fromMemorySegment(HALF, segment, offset, nativeOrder());
        return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLE, 0);
    }
}
