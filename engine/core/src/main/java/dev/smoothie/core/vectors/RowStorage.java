package dev.smoothie.core.vectors;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Where the numbers of {@link Embeddings} lie: in main memory, or on a card that has computed them and keeps them. Any
 * number of threads may ask.
 */
public interface RowStorage {

    /**
     * The numbers in main memory. Numbers that lie on a card are copied at the first call, all of them; later calls
     * return the same segment.
     */
    MemorySegment segment();

    /** How many bytes they take. */
    long bytes();

    /** Whether they are known to be finite, so that nobody needs to look. */
    boolean finite();

    /** A part; offset and length in bytes. It is copied to main memory together with the rest. */
    RowStorage slice(long offset, long length);

    /** Copies rows of {@code bytesOfRow} bytes each to {@code target}, in the order of {@code rows}. */
    default void gather(long[] rows, long bytesOfRow, MemorySegment target) {
        MemorySegment all = segment();
        for (int i = 0; i < rows.length; i++) {
            MemorySegment.copy(all, rows[i] * bytesOfRow, target, i * bytesOfRow, bytesOfRow);
        }
    }

    /**
     * Numbers in main memory.
     *
     * @param segment
     *            the numbers
     */
    record Main(MemorySegment segment) implements RowStorage {
        public Main {
            Objects.requireNonNull(segment, "segment");
        }

        @Override
        public long bytes() {
            return segment.byteSize();
        }

        @Override
        public boolean finite() {
            return false;
        }

        @Override
        public RowStorage slice(long offset, long length) {
            return new Main(segment.asSlice(offset, length));
        }
    }
}
