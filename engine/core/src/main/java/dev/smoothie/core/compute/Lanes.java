package dev.smoothie.core.compute;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of all SIMD vectors of this package, fixed when the class loads so that the compiler sees a constant: the
 * width that the JVM prefers on this machine, or what the system property {@code smoothie.vector.bits} (64, 128, 256,
 * 512) says, which the tests use.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOAT = choose();
    /** As many bits of doubles: half as many lanes. */
    static final VectorSpecies<Double> DOUBLE = FLOAT.withLanes(double.class);
    static final int COUNT = FLOAT.length();

    private Lanes() {}

    private static VectorSpecies<Float> choose() {
        Integer bits = Integer.getInteger("smoothie.vector.bits");
        return bits == null
                ? FloatVector.SPECIES_PREFERRED
                : VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
}
