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
        for (int i = 1; i < count; i++) {
            long row = vectors.offset(rows[i]);
            // Most rows that differ do so in the first number: the call is saved.
            if (segment.get(JAVA_INT, row) != bits || MemorySegment.mismatch(segment, first,
                    vectors.offset(rows[0] + 1), segment, row, vectors.offset(rows[i] + 1)) >= 0) {
                return false;
            }
        }
        return vectors.slice(rows[0], rows[0] + 1).firstNonFiniteRow() < 0;
    }
}
