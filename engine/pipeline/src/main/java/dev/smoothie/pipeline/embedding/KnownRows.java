package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Collects vectors that are known already, and gives them to an encoding in pieces, so that a card copies many at once. */
final class KnownRows implements AutoCloseable {
    /** Rows of a piece: some megabytes. */
    private static final int PIECE = 1 << 12;

    private final Encoding encoding;
    private final Arena arena = Arena.ofShared();
    private final Embeddings piece;
    private final long[] rows = new long[PIECE];
    private int count;

    /** Rows for {@code encoding}, which nobody else calls meanwhile. */
    KnownRows(Encoding encoding, int dimension) {
        this.encoding = encoding;
        this.piece = Embeddings.allocate(arena, PIECE, dimension);
    }

    /** Takes a vector for some rows; any thread. */
    synchronized void put(long[] targets, MemorySegment vector) {
        for (long target : targets) {
            if (count == PIECE) {
                flush();
            }
            MemorySegment.copy(vector, 0, piece.segment(), piece.offset(count), vector.byteSize());
            rows[count++] = target;
        }
    }

    /** Gives away what has been collected. */
    synchronized void flush() {
        if (count > 0) {
            encoding.set(Arrays.copyOf(rows, count), piece.slice(0, count).segment());
            count = 0;
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
