package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * Finds samples whose outputs are all equal, which is the normal case of answers. Their spread is 0, which in float32
 * would look like one of squares that have vanished.
 */
final class EqualOutputs {

    private EqualOutputs() {}

    /** Whether rows {@code rows[0, count)} are equal bit by bit, and finite. */
    static boolean allEqual(Embeddings vectors, long[] rows, int count) {
        MemorySegment segment = vectors.segment();
        long first = vectors.offset(rows[0]);
        int bits = segment.get(JAVA_INT, first);
        // Rows that differ do so in the first number already, nearly always: no row is read for nothing.
        for (int i = count - 1; i > 0; i--) {
            if (segment.get(JAVA_INT, vectors.offset(rows[i])) != bits) {
                return false;
            }
        }
        long end = vectors.offset(rows[0] + 1);
        for (int i = 1; i < count; i++) {
            if (MemorySegment.mismatch(segment, first, end, segment, vectors.offset(rows[i]),
                    vectors.offset(rows[i] + 1)) >= 0) {
                return false;
            }
        }
        return vectors.slice(rows[0], rows[0] + 1).firstNonFiniteRow() < 0;
    }
}
