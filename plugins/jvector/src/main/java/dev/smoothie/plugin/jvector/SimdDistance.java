package dev.smoothie.plugin.jvector;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static java.nio.ByteOrder.nativeOrder;

/**
 * Computes {@link SquaredDistance} by the Vector API, four vectors at a time. Linked only if the module of the Vector
 * API is loaded.
 */
final class SimdDistance {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final long BYTES = SPECIES.vectorByteSize();

    private SimdDistance() {}

    /** Whether SIMD is of use here: a vector of one or two floats is not. */
    static boolean works() {
        return LANES >= 4;
    }

    static int bits() {
        return SPECIES.vectorBitSize();
    }

    static float of(MemorySegment x, long i, MemorySegment y, long j, int d) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector e = a;
        int column = 0;
        long at = 0;
        for (; column <= d - 4 * LANES; column += 4 * LANES, at += 4 * BYTES) {
            FloatVector first = difference(x, i + at, y, j + at);
            FloatVector second = difference(x, i + at + BYTES, y, j + at + BYTES);
            FloatVector third = difference(x, i + at + 2 * BYTES, y, j + at + 2 * BYTES);
            FloatVector fourth = difference(x, i + at + 3 * BYTES, y, j + at + 3 * BYTES);
            a = first.fma(first, a);
            b = second.fma(second, b);
            c = third.fma(third, c);
            e = fourth.fma(fourth, e);
        }
        for (; column < d; column += LANES, at += BYTES) {
            VectorMask<Float> inside = SPECIES.indexInRange(column, d);
            FloatVector rest = FloatVector.fromMemorySegment(SPECIES, x, i + at, nativeOrder(), inside)
                    .sub(FloatVector.fromMemorySegment(SPECIES, y, j + at, nativeOrder(), inside));
            a = rest.fma(rest, a);
        }
        return a.add(b).add(c.add(e)).reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector difference(MemorySegment x, long i, MemorySegment y, long j) {
        return FloatVector.fromMemorySegment(SPECIES, x, i, nativeOrder())
                .sub(FloatVector.fromMemorySegment(SPECIES, y, j, nativeOrder()));
    }
}
