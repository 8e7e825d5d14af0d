package dev.smoothie.plugin.parquet;

import java.io.ByteArrayOutputStream;

/** Numbers as a Parquet file has them: the lowest byte first. */
final class LittleEndian {

    private LittleEndian() {}

    static void writeInt(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >>> shift);
        }
    }

    static void writeLong(ByteArrayOutputStream out, long value) {
        writeInt(out, (int) value);
        writeInt(out, (int) (value >>> Integer.SIZE));
    }
}
