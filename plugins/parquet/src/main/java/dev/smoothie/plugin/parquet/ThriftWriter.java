package dev.smoothie.plugin.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes structures in Thrift's compact protocol, in which the headers and the footer of a Parquet file are. Source: the
 * protocol's specification, {@code doc/specs/thrift-compact-protocol.md} of Apache Thrift.
 */
final class ThriftWriter {
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** The number of the last field of each structure that is open. */
    private final Deque<Integer> fields = new ArrayDeque<>();

    private ThriftWriter() {}

    /** The bytes of a structure with what {@code content} writes. */
    static byte[] structure(Consumer<ThriftWriter> content) {
        ThriftWriter writer = new ThriftWriter();
        writer.element(content);
        return writer.out.toByteArray();
    }

    /** A field with a 32-bit number. */
    ThriftWriter number(int field, int value) {
        header(field, I32);
        varint((value << 1) ^ (value >> 31));
        return this;
    }

    /** A field with a 64-bit number. */
    ThriftWriter number(int field, long value) {
        header(field, I64);
        varint((value << 1) ^ (value >> 63));
        return this;
    }

    /** A field with a text. */
    ThriftWriter text(int field, String value) {
        header(field, BINARY);
        text(value);
        return this;
    }

    /** A field with a list of 32-bit numbers. */
    ThriftWriter numbers(int field, List<Integer> values) {
        list(field, I32, values.size());
        values.forEach(value -> varint((value << 1) ^ (value >> 31)));
        return this;
    }

    /** A field with a list of texts. */
    ThriftWriter texts(int field, List<String> values) {
        list(field, BINARY, values.size());
        values.forEach(this::text);
        return this;
    }

    /** A field with a structure. */
    ThriftWriter structure(int field, Consumer<ThriftWriter> content) {
        header(field, STRUCT);
        element(content);
        return this;
    }

    /** A field with a list of structures. */
    ThriftWriter structures(int field, List<Consumer<ThriftWriter>> contents) {
        list(field, STRUCT, contents.size());
        contents.forEach(this::element);
        return this;
    }

    private void element(Consumer<ThriftWriter> content) {
        fields.push(0);
        content.accept(this);
        fields.pop();
        out.write(0);
    }

    private void header(int field, int type) {
        int step = field - fields.pop();
        fields.push(field);
        // All structures here have their fields in order, with gaps of less than 16.
        out.write(step << 4 | type);
    }

    private void list(int field, int type, int size) {
        header(field, LIST);
        if (size < 15) {
            out.write(size << 4 | type);
        } else {
            out.write(15 << 4 | type);
            varint(size);
        }
    }

    private void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    private void varint(int value) {
        varint(Integer.toUnsignedLong(value));
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
