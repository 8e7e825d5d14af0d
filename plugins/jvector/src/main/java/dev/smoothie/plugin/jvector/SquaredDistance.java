package dev.smoothie.plugin.jvector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The squared distance of two rows where they are, in float32: what the graph is built and walked by. By the Vector API where
 * its module is loaded when the plugin is first used, otherwise in plain Java.
 */
final class SquaredDistance {
    private static final boolean SIMD = isVectorApiThere();

    private SquaredDistance() {}

    /** The module is an incubator's: it need not be there, and may come after the start of Java. */
    private static boolean isVectorApiThere() {
        try {
            return SimdDistance.works();
        } catch (LinkageError _) {
            return false;
        }
    }

    /** Which of the two it is, for a person. */
    static String description() {
        return SIMD ? "the Vector API, %d bits".formatted(SimdDistance.bits()) : "plain Java";
    }

    /** Of the d floats at byte offset {@code i} of {@code x} and those at {@code j} of {@code y}. */
    static float of(MemorySegment x, long i, MemorySegment y, long j, int d) {
        return SIMD ? SimdDistance.of(x, i, y, j, d) : plain(x, i, y, j, d);
    }

    /** Four sums, so that additions need not wait for each other. */
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
