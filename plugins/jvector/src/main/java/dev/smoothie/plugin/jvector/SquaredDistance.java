package dev.smoothie.plugin.jvector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Computes the squared distance of two rows in place, in float32. Graphs are built and searched by it. It uses the
 * Vector API if its module is loaded when the plugin is first used, otherwise plain Java.
 */
final class SquaredDistance {
    private static final boolean SIMD = isVectorApiThere();

    private SquaredDistance() {}

    /**
     * Whether the module of the Vector API is loaded. It is an incubator module, so it may be missing, and may be
     * loaded after Java has started.
     */
    private static boolean isVectorApiThere() {
        try {
            return SimdDistance.works();
        } catch (LinkageError _) {
            return false;
        }
    }

    /** Which of the two implementations is used, for a person to read. */
    static String description() {
        return SIMD ? "the Vector API, %d bits".formatted(SimdDistance.bits()) : "plain Java";
    }

    /**
     * The squared distance of the d floats at byte offset {@code i} of {@code x} and those at {@code j} of {@code y}.
     */
    static float of(MemorySegment x, long i, MemorySegment y, long j, int d) {
        return SIMD ? SimdDistance.of(x, i, y, j, d) : plain(x, i, y, j, d);
    }

    /** The same in plain Java. There are four sums, so that additions need not wait for each other. */
    static float plain(MemorySegment x, long i, MemorySegment y, long j, int d) {
        float a = 0;
        float b = 0;
        float c = 0;
        float e = 0;
        int column = 0;
        for (; column + 4 <= d; column += 4) {
            long at = (long) column * Float.BYTES;
            a += square(x, i + at, y, j + at);
            b += square(x, i + at + 4, y, j + at + 4);
            c += square(x, i + at + 8, y, j + at + 8);
            e += square(x, i + at + 12, y, j + at + 12);
        }
        for (; column < d; column++) {
            long at = (long) column * Float.BYTES;
            a += square(x, i + at, y, j + at);
        }
        return a + b + (c + e);
    }

    private static float square(MemorySegment x, long i, MemorySegment y, long j) {
        float difference = x.get(ValueLayout.JAVA_FLOAT, i) - y.get(ValueLayout.JAVA_FLOAT, j);
        return difference * difference;
    }
}
