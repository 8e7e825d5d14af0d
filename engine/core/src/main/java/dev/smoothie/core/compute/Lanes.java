package dev.smoothie.core.compute;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The width of all SIMD vectors of this package, fixed when the class loads so that the compiler sees a constant. */
final class Lanes {
    static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class,
            VectorShape.forBitSize(VectorWidth.lanes() * Float.SIZE));
    /** As many bits of doubles: half as many lanes. */
    static final VectorSpecies<Double> DOUBLE = FLOAT.withLanes(double.class);
    static final int COUNT = FLOAT.length();

    private Lanes() {}
}
