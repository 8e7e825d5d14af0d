package dev.smoothie.pipeline.kept;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a file of vectors is laid out, as its header says: the header, keys, then vectors, all little-endian. A key is
 * the digest of a text, a checksum (CRC-32C of identity, digest, flags and vector) and flags. There is room for a fixed
 * number of keys, so that all of them are read at once; the length of the file says how many records there are. A key is
 * written after its vector; keys that are not written yet are zeros.
 *
 * @param identity
 *            what the vectors depend on besides the texts
 * @param model
 *            the name of the model that made them, for messages
 * @param dimension
 *            d, the length of a vector
 * @param capacity
 *            for how many records there is room
 */
record Segment(Digest identity, String model, int dimension, int capacity) {
    static final int HEADER = 4096;
    static final int KEY = Digest.BYTES + 2 * Integer.BYTES;
    /** In the flags: the text was longer than the model reads. */
    static final int CUT = 1;

    /** All versions of this format begin with it; a number follows. */
    private static final byte[] FAMILY = "smoothie vectors ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAGIC = "smoothie vectors 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_NAME = 2048;

    /** A layout for files of about that many bytes. */
    static Segment ofSize(long bytes, Digest identity, String model, int dimension) {
        long records = (bytes - HEADER) / (KEY + (long) dimension * Float.BYTES);
        return new Segment(identity, model, dimension, (int) Math.max(1, records));
    }

    /** Bytes of a vector. */
    int stride() {
        return dimension * Float.BYTES;
    }

    /** Where the key of a record is. */
    long key(int record) {
        return HEADER + (long) record * KEY;
    }

    /** Where the vector of a record is. */
    long vector(int record) {
        return key(capacity) + (long) record * stride();
    }

    /** How many whole records a file of that length has. */
    int records(long length) {
        return Math.clamp((length - vector(0)) / stride(), 0, capacity);
    }

    /** The checksum of a record; {@code vector} is read to its limit. */
    int checksum(long high, long low, int flags, ByteBuffer vector) {
        ByteBuffer head = ByteBuffer.allocate(2 * Digest.BYTES + Integer.BYTES).putLong(identity.high())
                .putLong(identity.low()).putLong(high).putLong(low).putInt(flags).flip();
        var crc = new CRC32C();
        crc.update(head);
        crc.update(vector);
        return (int) crc.getValue();
    }

    /** The header, with a checksum of its own at the end. */
    ByteBuffer header() {
        byte[] name = model.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, MOST_NAME);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC)
                .putLong(identity.high()).putLong(identity.low()).putInt(dimension).putInt(capacity).putInt(length)
                .put(name, 0, length);
        return header.putInt(HEADER - Integer.BYTES, headerChecksum(header)).clear();
    }

    private static int headerChecksum(ByteBuffer header) {
        var crc = new CRC32C();
        crc.update(header.duplicate().clear().limit(HEADER - Integer.BYTES));
        return (int) crc.getValue();
    }

    /** What the header of a file says; empty if it is damaged, of another version, or not there yet. */
    static Optional<Segment> read(FileChannel file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        fill(file, header, 0);
        if (header.hasRemaining() || header.getInt(HEADER - Integer.BYTES) != headerChecksum(header)) {
            return Optional.empty();
        }
        header.flip();
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return Optional.empty();
        }
        try {
            var identity = new Digest(header.getLong(), header.getLong());
            int dimension = header.getInt();
            int capacity = header.getInt();
            byte[] name = new byte[header.getInt()];
            header.get(name);
            return dimension < 1 || capacity < 1
                    ? Optional.empty()
                    : Optional.of(new Segment(identity, new String(name, StandardCharsets.UTF_8), dimension, capacity));
        } catch (BufferUnderflowException | NegativeArraySizeException _) {
            return Optional.empty();
        }
    }

    /** Whether a file whose header cannot be read is another version's of this program, and of use to that. */
    static boolean isOfAnotherVersion(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MAGIC.length);
        fill(file, start, 0);
        return Arrays.equals(FAMILY, Arrays.copyOf(start.array(), FAMILY.length))
                && !Arrays.equals(MAGIC, start.array());
    }

    /** Reads until {@code target} is full or the file ends. */
    static void fill(FileChannel file, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = file.read(target, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }
}
