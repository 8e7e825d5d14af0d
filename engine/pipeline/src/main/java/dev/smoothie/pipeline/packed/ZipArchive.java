package dev.smoothie.pipeline.packed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A ZIP archive whose members are stored, deflated, or packed with Zstandard, which {@code java.util.zip} does not
 * unpack, so that it does not say either where such a member is. A name that occurs twice stands for the later member, as when an archive was appended to. For use by one
 * thread.
 */
public final class ZipArchive implements AutoCloseable {
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;

    private final FileChannel channel;
    private final Map<String, Member> members = new LinkedHashMap<>();

    /**
     * A file in the archive.
     *
     * @param method
     *            how it is packed: 0 not at all, 8 deflated, 93 Zstandard
     * @param checksum
     *            the CRC-32 of its bytes
     * @param offset
     *            where its local header is
     */
    public record Member(String name, int method, boolean encrypted, int checksum, long packedSize, long size,
            long offset) {}

    private ZipArchive(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens an archive and reads its directory.
     *
     * @throws IOException
     *             if the file cannot be read, or has no whole directory
     */
    public static ZipArchive open(Path path) throws IOException {
        var archive = new ZipArchive(FileChannel.open(path));
        try {
            archive.readDirectory();
            return archive;
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /** The members in the order of the directory. */
    public List<Member> members() {
        return new ArrayList<>(members.values());
    }

    private void readDirectory() throws IOException {
        long size = channel.size();
        int tail = (int) Math.min(size, END_BYTES + LONGEST_COMMENT);
        ByteBuffer end = bytes(size - tail, tail);
        int at = tail - END_BYTES;
        while (at >= 0 && end.getInt(at) != END) {
            at--;
        }
        if (at < 0) {
            throw new IOException("the ZIP archive has no directory at its end, so it is only a part of one");
        }
        long entries = Short.toUnsignedInt(end.getShort(at + 10));
        long length = Integer.toUnsignedLong(end.getInt(at + 12));
        long start = Integer.toUnsignedLong(end.getInt(at + 16));
        if (entries == 0xffff || length == 0xffffffffL || start == 0xffffffffL) {
            ByteBuffer large = largeEnd(size - tail + at);
            entries = large.getLong(32);
            length = large.getLong(40);
            start = large.getLong(48);
        }
        if (start < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || start > size - length) {
            throw damaged("its directory is not inside the file");
        }
        ByteBuffer directory = bytes(start, (int) length);
        for (long i = 0; i < entries; i++) {
            Member member = entry(directory);
            members.put(member.name(), member);
        }
    }

    /** The end record of an archive that is too large for the usual one (ZIP64). */
    private ByteBuffer largeEnd(long end) throws IOException {
        ByteBuffer locator = bytes(end - 20, 20);
        if (locator.getInt(0) != END_64_LOCATOR) {
            throw damaged("the place of its directory is missing");
        }
        ByteBuffer record = bytes(locator.getLong(8), 56);
        if (record.getInt(0) != END_64) {
            throw damaged("the place of its directory is missing");
        }
        return record;
    }

    private static Member entry(ByteBuffer directory) throws IOException {
        int at = directory.position();
        if (directory.remaining() < 46 || directory.getInt(at) != ENTRY) {
            throw damaged("its directory has no entry where one should be");
        }
        int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
        if (directory.remaining() < 46 + nameLength + extraLength + commentLength) {
            throw damaged("its directory ends in an entry");
        }
        byte[] name = new byte[nameLength];
        directory.get(at + 46, name);
        var sizes = new LargeSizes(directory.slice(at + 46 + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN));
        long size = sizes.of(directory.getInt(at + 24));
        long packed = sizes.of(directory.getInt(at + 20));
        long offset = sizes.of(directory.getInt(at + 42));
        directory.position(at + 46 + nameLength + extraLength + commentLength);
        return new Member(new String(name, StandardCharsets.UTF_8), Short.toUnsignedInt(directory.getShort(at + 10)),
                (directory.getShort(at + 8) & 1) != 0, directory.getInt(at + 16), packed, size, offset);
    }

    /** Sizes that are too large for 32 bits follow each other in the extra field 1 (ZIP64). */
    private static final class LargeSizes {
        private final ByteBuffer extra;
        private int position = -1;

        LargeSizes(ByteBuffer extra) {
            this.extra = extra;
            for (int at = 0; at + 4 <= extra.limit(); at += 4 + Short.toUnsignedInt(extra.getShort(at + 2))) {
                if (extra.getShort(at) == 1) {
                    position = at + 4;
                    return;
                }
            }
        }

        long of(int small) throws IOException {
            if (small != -1 || position < 0) {
                return Integer.toUnsignedLong(small);
            }
            if (position + 8 > extra.limit()) {
                throw damaged("a size is missing");
            }
            position += 8;
            return extra.getLong(position - 8);
        }
    }

    /**
     * The bytes of a member, unpacked. Reading them fails where they are damaged. The caller closes the stream.
     *
     * @throws IOException
     *             if it is packed in another way
     */
    public InputStream open(Member member) throws IOException {
        if (member.encrypted()) {
            throw new IOException("%s is encrypted".formatted(member.name()));
        }
        ByteBuffer header = bytes(member.offset(), 30);
        if (header.getInt(0) != LOCAL) {
            throw damaged("%s is not where its directory says".formatted(member.name()));
        }
        long start = member.offset() + 30 + Short.toUnsignedInt(header.getShort(26))
                + Short.toUnsignedInt(header.getShort(28));
        if (member.packedSize() < 0 || member.packedSize() > channel.size() - start) {
            throw damaged("%s ends beyond the end of the file".formatted(member.name()));
        }
        InputStream packed = new BufferedInputStream(new ChannelPart(channel, start, member.packedSize()), 1 << 14);
        return new CheckedStream(switch (member.method()) {
            case 0 -> packed;
            case 8 -> inflated(packed);
            case 93 -> Zstandard.unpacking(packed);
            default -> throw new IOException("%s is packed with method %d, and only deflate and Zstandard are read"
                    .formatted(member.name(), member.method()));
        }, member);
    }

    private static InputStream inflated(InputStream packed) {
        var inflater = new Inflater(true);
        return new InflaterInputStream(packed, inflater) {
            @Override
            public void close() throws IOException {
                super.close();
                inflater.end();
            }
        };
    }

    private ByteBuffer bytes(long position, int count) throws IOException {
        if (position < 0 || position > channel.size() - count) {
            throw damaged("it ends too early");
        }
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw damaged("it ends too early");
            }
        }
        return bytes.flip();
    }

    static IOException damaged(String found) {
        return new IOException("damaged ZIP archive: " + found);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
