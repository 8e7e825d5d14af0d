package dev.smoothie.core.compute;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import java.lang.reflect.Method;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * How many bits the vectors of this package have: the width that the JVM prefers on this machine, or what the system
 * property {@code smoothie.vector.bits} (64, 128, 256, 512) says, which the tests use. Results of plain loops depend on
 * it too, as they add lane by lane. Where Java lets us ask its compiler, the Vector API stays unloaded, which
 * a small job does not need.
 */
final class VectorWidth {
    private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);
    private static final List<Class<?>> ELEMENTS = List.of(byte.class, short.class, int.class, long.class, float.class,
            double.class);
    private static final List<Integer> ELEMENT_BITS = List.of(8, 16, 32, 64, 32, 64);

    private VectorWidth() {}

    private static final class Holder {
        private static final Availability<Integer> BITS = find();
    }

    /** The width in bits, or why there is no Vector API. */
    static Availability<Integer> bits() {
        return Holder.BITS;
    }

    /** How many floats a vector has; called only where there is a Vector API. */
    static int lanes() {
        return bits().toOptional().orElseThrow() / Float.SIZE;
    }

    private static Availability<Integer> find() {
        try {
            Integer asked = Integer.getInteger("smoothie.vector.bits");
            if (VectorModule.isThere()) {
                return new Present<>(asked == null ? ofCompiler() : checked(asked));
            }
            return switch (VectorModule.load()) {
                case Absent<Module>(String reason, String remedy) -> new Absent<>(reason, remedy);
                case Present<Module> _ -> new Present<>(asked == null ? Preferred.bits() : checked(asked));
            };
        } catch (LinkageError | IllegalArgumentException | ReflectiveOperationException e) {
            return new Absent<>("the Vector API does not start: " + e, "use scalar");
        }
    }

    private static int checked(int bits) {
        if (!WIDTHS.contains(bits)) {
            throw new IllegalArgumentException("no vector has %d bits; there are %s".formatted(bits, WIDTHS));
        }
        return bits;
    }

    /**
     * What {@code VectorShape.preferredShape()} computes: the least, over the types of elements, of the widest vector
     * that the compiler has for them, and at least 64.
     */
    private static int ofCompiler() throws ReflectiveOperationException {
        Method lanes = Class.forName("jdk.internal.vm.vector.VectorSupport").getMethod("getMaxLaneCount", Class.class);
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ELEMENTS.size(); i++) {
            int bits = (int) lanes.invoke(null, ELEMENTS.get(i)) * ELEMENT_BITS.get(i);
            least = Math.min(least, Math.max(bits, WIDTHS.getFirst()));
        }
        return least;
    }

    /** In a class of its own, which is loaded only after the module. */
    private static final class Preferred {
        static int bits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}
