package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.ColumnType.Scalar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * Collects the values of one stored column of a row group, in pages that are packed as soon as they are full. Values are
 * stored plainly, and pages packed with gzip, for which no reader needs native code.
 */
final class LeafWriter {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_ENTRIES = 1 << 15;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;

    private final List<String> path;
    private final Scalar type;
    private final int defined;
    private final Levels definitions;
    private final Levels repetitions;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private int truths;
    private int bits;
    private long entries;
    private long unpackedBytes;

    /**
     * A column.
     *
     * @param path
     *            the names of the fields that lead to it
     * @param defined
     *            the definition level of a value
     * @param repeated
     *            the highest repetition level
     */
    LeafWriter(List<String> path, Scalar type, int defined, int repeated) {
        this.path = List.copyOf(path);
        this.type = type;
        this.defined = defined;
        definitions = new Levels(defined);
        repetitions = new Levels(repeated);
    }

    /** Adds an entry without a value: up to {@code definition} there is something. */
    void addNull(int repetition, int definition) {
        if (repetition == 0 && (values.size() >= PAGE_BYTES || definitions.size() >= PAGE_ENTRIES)) {
            // Only here, because a row must not go on in the next page.
            endPage();
        }
        repetitions.add(repetition);
        definitions.add(definition);
    }

    /** Adds an entry with a value, of the class of the column's type. */
    void add(int repetition, Object value) {
        addNull(repetition, defined);
        switch (type) {
            case TEXT -> {
                byte[] bytes = utf8((String) value);
                LittleEndian.writeInt(values, bytes.length);
                values.writeBytes(bytes);
            }
            case INTEGER -> LittleEndian.writeLong(values, (Long) value);
            case NUMBER -> LittleEndian.writeLong(values, Double.doubleToRawLongBits((Double) value));
            case TRUTH -> {
                truths |= ((Boolean) value ? 1 : 0) << bits;
                bits++;
                if (bits == Byte.SIZE) {
                    endByte();
                }
            }
        }
    }

    /** Unpaired surrogates, for which UTF-8 has nothing, become U+FFFD. */
    private static byte[] utf8(String text) {
        if (text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder sound = new StringBuilder(text.length());
        text.codePoints().map(
                point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .forEach(sound::appendCodePoint);
        return sound.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void endByte() {
        values.write(truths);
        truths = 0;
        bits = 0;
    }

    private void endPage() {
        if (definitions.size() == 0) {
            return;
        }
        if (bits > 0) {
            endByte();
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream(values.size() + definitions.size());
        repetitions.writeTo(page);
        definitions.writeTo(page);
        page.writeBytes(values.toByteArray());
        byte[] packed = packed(page.toByteArray());
        CRC32 check = new CRC32();
        check.update(packed);
        int count = definitions.size();
        byte[] header = ThriftWriter.structure(fields -> fields.number(1, 0).number(2, page.size())
                .number(3, packed.length).number(4, (int) check.getValue())
                .structure(5, data -> data.number(1, count).number(2, PLAIN).number(3, RLE).number(4, RLE)));
        pages.writeBytes(header);
        pages.writeBytes(packed);
        unpackedBytes += header.length + page.size();
        entries += count;
        repetitions.clear();
        definitions.clear();
        values.reset();
    }

    private static byte[] packed(byte[] page) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(page.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** How large the row group is until now, in bytes, unpacked. */
    long bytes() {
        return unpackedBytes + values.size() + 2L * definitions.size();
    }

    /**
     * Ends the row group: hands over its pages, and starts over.
     *
     * @param offset
     *            where in the file they will be
     */
    Chunk end(long offset) {
        endPage();
        byte[] content = pages.toByteArray();
        long count = entries;
        long unpacked = unpackedBytes;
        pages.reset();
        entries = 0;
        unpackedBytes = 0;
        return new Chunk(content, unpacked, chunk -> chunk.number(2, offset).structure(3,
                data -> data.number(1, physical(type)).numbers(2, List.of(PLAIN, RLE)).texts(3, path).number(4, GZIP)
                        .number(5, count).number(6, unpacked).number(7, (long) content.length).number(9, offset)));
    }

    /** The number of the type that values are stored as. */
    static int physical(Scalar type) {
        return switch (type) {
            case TRUTH -> 0;
            case INTEGER -> 2;
            case NUMBER -> 5;
            case TEXT -> 6;
        };
    }

    /**
     * The pages of a column in a row group.
     *
     * @param content
     *            the bytes for the file
     * @param unpackedBytes
     *            how many they are when unpacked
     * @param description
     *            writes what the footer says of them
     */
    record Chunk(byte[] content, long unpackedBytes, Consumer<ThriftWriter> description) {}
}
