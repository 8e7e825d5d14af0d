package dev.smoothie.pipeline.packed;

import java.io.IOException;

/**
 * The header of a Zstandard frame (RFC 8878, 3.1.1.1).
 *
 * @param window
 *            how far back its matches may reach, in bytes
 * @param checksum
 *            whether four bytes of checksum follow its last block
 */
record ZstdFrame(long window, boolean checksum) {

    /** Reads the header that follows the magic number. */
    static ZstdFrame read(ZstdInputStream source) throws IOException {
        int descriptor = source.bytes(1)[0] & 0xff;
        boolean single = (descriptor & 0x20) != 0;
        if ((descriptor & 0x08) != 0) {
            throw ZstdInputStream.damaged("the reserved bit of a frame is set");
        }
        long window = single ? 0 : window(source.bytes(1)[0] & 0xff);
        int dictionaryBytes = new int[]{0, 1, 2, 4}[descriptor & 3];
        if (ZstdInputStream.littleEndian(source.bytes(dictionaryBytes), dictionaryBytes) != 0) {
            throw new IOException("it was packed with a Zstandard dictionary (unpack it with zstd -d -D DICTIONARY)");
        }
        int flag = descriptor >>> 6;
        int sizeBytes = flag == 0 ? single ? 1 : 0 : 1 << flag;
        long size = ZstdInputStream.littleEndian(source.bytes(sizeBytes), sizeBytes) + (flag == 1 ? 256 : 0);
        if (size < 0) {
            throw ZstdInputStream.damaged("a frame of more bytes than can be");
        }
        return new ZstdFrame(single ? size : window, (descriptor & 4) != 0);
    }

    private static long window(int descriptor) {
        long base = 1L << (10 + (descriptor >>> 3));
        return base + base / 8 * (descriptor & 7);
    }
}
