package dev.smoothie.pipeline.packed;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/**
 * The unpacked bytes of a member of a ZIP archive, which fail at their end if they are not those that were packed. Owns
 * its source.
 */
final class CheckedStream extends InputStream {
    private final InputStream source;
    private final ZipArchive.Member member;
    private final CRC32 checksum = new CRC32();
    private long size;

    CheckedStream(InputStream source, ZipArchive.Member member) {
        this.source = source;
        this.member = member;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = source.read(target, offset, length);
        if (count > 0) {
            checksum.update(target, offset, count);
            size += count;
        } else if (count < 0 && (size != member.size() || (int) checksum.getValue() != member.checksum())) {
            throw ZipArchive.damaged("%s is not what was packed".formatted(member.name()));
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
