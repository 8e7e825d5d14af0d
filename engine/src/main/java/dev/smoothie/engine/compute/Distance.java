package dev.smoothie.engine.compute;

import dev.smoothie.engine.data.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The exact squared distance that orders neighbours: differences first, in double, added in interleaved sums in a fixed order.
 * The same for all backends of a machine, with the Vector API where there is one, so that all of them order near-ties alike.
 */
public final class Distance {

    private static final boolean VECTORS = VectorModule.load().toOptional().isPresent() && VectorDistance.works();

    private Distance() {}

    /** Doubles in the vectors that sum it, 0 for the plain loop: all that decides the order of sums. */
    static int lanes() {
        return VECTORS ? Lanes.DOUBLE.length() : 0;
    }

    /** {@code ‖a_i − b_j‖²} in double. */
    public static double squared(Embeddings a, long i, Embeddings b, long j) {
        return VECTORS
                ? VectorDistance.squared(a.segment(), a.offset(i), b.segment(), b.offset(j), a.dimension())
                : plain(a, i, b, j);
    }

    private static double plain(Embeddings a, long i, Embeddings b, long j) {
        MemorySegment x = a.segment();
        MemorySegment y = b.segment();
        long atX = a.offset(i);
        long atY = b.offset(j);
        int d = a.dimension();
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int column = 0;
        for (; column <= d - 4; column += 4, atX += 16, atY += 16) {
            double x0 = (double) get(x, atX) - get(y, atY);
            double x1 = (double) get(x, atX + 4) - get(y, atY + 4);
            double x2 = (double) get(x, atX + 8) - get(y, atY + 8);
            double x3 = (double) get(x, atX + 12) - get(y, atY + 12);
            s0 += x0 * x0;
            s1 += x1 * x1;
            s2 += x2 * x2;
            s3 += x3 * x3;
        }
        for (; column < d; column++, atX += 4, atY += 4) {
            double x0 = (double) get(x, atX) - get(y, atY);
            s0 += x0 * x0;
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static float get(MemorySegment segment, long offset) {
        return segment.get(ValueLayout.JAVA_FLOAT, offset);
    }
}
