package dev.smoothie.pipeline.kept;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Appends records to a segment that no other process writes. For one thread at a time. */
final class SegmentWriter implements AutoCloseable {
    private final FileChannel file;
    private final Segment layout;
    private int records;

    /** Goes on with {@code file}, which is closed with this; a last vector that is not whole is written over. */
    SegmentWriter(FileChannel file, Segment layout) throws IOException {
        this.file = file;
        this.layout = layout;
        this.records = layout.records(file.size());
    }

    /** Writes the header of a new segment. */
    void begin() throws IOException {
        write(layout.header(), 0);
    }

    boolean isFull() {
        return records == layout.capacity();
    }

    /**
     * Appends as many of the vectors from {@code from} on as there is room for.
     *
     * @param cut
     *            how many of all vectors, the first ones, are of texts that were longer than the model reads
     * @return the number of the first vector for which there was no room
     */
    int append(Digest[] digests, float[][] vectors, int from, int cut) throws IOException {
        int to = Math.min(vectors.length, from + layout.capacity() - records);
        ByteBuffer keys = little((to - from) * Segment.KEY);
        ByteBuffer rows = little((to - from) * layout.stride());
        for (int i = from; i < to; i++) {
            int start = rows.position();
            rows.asFloatBuffer().put(vectors[i]);
            rows.position(start + layout.stride());
            int flags = i < cut ? Segment.CUT : 0;
            keys.putLong(digests[i].high()).putLong(digests[i].low())
                    .putInt(layout.checksum(digests[i].high(), digests[i].low(), flags,
                            rows.duplicate().flip().position(start)))
                    .putInt(flags);
        }
        write(rows.flip(), layout.vector(records));
        write(keys.flip(), layout.key(records));
        records += to - from;
        return to;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
