package dev.smoothie.pipeline.kept;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for texts in a segment. Files are read and not mapped: reading one that another process cuts short or deletes
 * ends early, and does not end this process. For one thread.
 */
final class SegmentReader implements AutoCloseable {
    /** Bytes of keys and of vectors that are read at once. */
    private static final int PIECE = 1 << 20;
    /** Records between two that are wanted, which are read along, in place of a call for each of the two. */
    private static final int GAP = 4;

    private final FileChannel file;
    private final Segment layout;
    private final Arena arena = Arena.ofConfined();
    private final ByteBuffer keys = buffer(PIECE / Segment.KEY * Segment.KEY);
    private final ByteBuffer vectors;
    private final List<Integer> damaged = new ArrayList<>();

    /** Reads {@code file}, which its owner closes. */
    SegmentReader(FileChannel file, Segment layout) {
        this.file = file;
        this.layout = layout;
        this.vectors = buffer(Math.max(PIECE / layout.stride(), 1) * layout.stride());
    }

    private ByteBuffer buffer(int bytes) {
        return arena.allocate(bytes, Long.BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Passes every vector that is wanted and not found yet to {@code found}.
     *
     * @return whether there was one
     */
    boolean find(Wanted wanted, VectorStore.Found found) throws IOException {
        int records = layout.records(file.size());
        boolean any = false;
        int[] hits = new int[64];
        for (int from = 0; from < records;) {
            int to = Math.min(records, from + keys.capacity() / Segment.KEY);
            keys.clear().limit((to - from) * Segment.KEY);
            Segment.fill(file, keys, layout.key(from));
            int count = 0;
            int end = keys.position() / Segment.KEY;
            for (int i = 0; i < end; i++) {
                int text = wanted.find(keys.getLong(i * Segment.KEY), keys.getLong(i * Segment.KEY + Long.BYTES));
                if (text >= 0 && !wanted.isFound(text)) {
                    hits = count < hits.length ? hits : Arrays.copyOf(hits, 2 * count);
                    hits[count++] = i;
                }
            }
            any |= take(from, hits, count, wanted, found);
            from = to;
        }
        return any;
    }

    /** Reads the vectors of the keys {@code hits} of the piece that begins with record {@code first}. */
    private boolean take(int first, int[] hits, int count, Wanted wanted, VectorStore.Found found) throws IOException {
        boolean any = false;
        int most = vectors.capacity() / layout.stride();
        for (int from = 0; from < count;) {
            int to = from + 1;
            while (to < count && hits[to] - hits[to - 1] <= GAP && hits[to] - hits[from] < most) {
                to++;
            }
            vectors.clear().limit((hits[to - 1] + 1 - hits[from]) * layout.stride());
            Segment.fill(file, vectors, layout.vector(first + hits[from]));
            vectors.flip();
            for (int hit = from; hit < to; hit++) {
                any |= take(hits[hit], (hits[hit] - hits[from]) * layout.stride(), wanted, found);
            }
            from = to;
        }
        return any;
    }

    private boolean take(int key, int offset, Wanted wanted, VectorStore.Found found) {
        int at = key * Segment.KEY;
        long high = keys.getLong(at);
        long low = keys.getLong(at + Long.BYTES);
        int flags = keys.getInt(at + Digest.BYTES + Integer.BYTES);
        int text = wanted.find(high, low);
        if (offset + layout.stride() > vectors.limit() || layout.checksum(high, low, flags,
                vectors.duplicate().limit(offset + layout.stride()).position(offset)) != keys
                        .getInt(at + Digest.BYTES)) {
            damaged.add(text);
            return false;
        }
        if (!wanted.claim(text)) {
            return false;
        }
        found.vector(text, MemorySegment.ofBuffer(vectors.duplicate().limit(offset + layout.stride())
                .position(offset)), (flags & Segment.CUT) != 0);
        return true;
    }

    /** Texts that were wanted, and of which a record has a wrong checksum. */
    List<Integer> damaged() {
        return damaged;
    }

    @Override
    public void close() {
        arena.close();
    }
}
