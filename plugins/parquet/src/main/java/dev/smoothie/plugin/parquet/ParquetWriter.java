package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.TableWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes the rows of a Parquet file. Rows are collected in a row group, and written once it has about
 * {@value #GROUP_BYTES} bytes, which is as much as a reader needs that unpacks it whole. Source: the format's specification, {@code README.md} and {@code parquet.thrift} of
 * {@code apache/parquet-format}.
 */
final class ParquetWriter implements TableWriter {
    private static final long GROUP_BYTES = 64 << 20;
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final OutputStream out;
    private final SchemaWriter schema;
    private final long groupBytes;
    private final List<FieldWriter> fields = new ArrayList<>();
    private final List<Consumer<ThriftWriter>> groups = new ArrayList<>();
    private long offset;
    private long rows;
    private long rowsOfGroup;
    private boolean failed;
    private boolean closed;

    private ParquetWriter(Path file, List<Column> columns, long groupBytes) throws IOException {
        this.file = file;
        this.groupBytes = groupBytes;
        schema = new SchemaWriter(columns.size());
        columns.forEach(column -> fields.add(FieldWriter.of(column, schema)));
        out = new BufferedOutputStream(Files.newOutputStream(file));
        write(MAGIC);
    }

    static TableWriter create(Path file, List<Column> columns) {
        return create(file, columns, GROUP_BYTES);
    }

    /** Starts a file with row groups of about {@code groupBytes} bytes. */
    static TableWriter create(Path file, List<Column> columns, long groupBytes) {
        try {
            return new ParquetWriter(file, Column.checked(columns), groupBytes);
        } catch (IOException e) {
            throw Failures.writing(file, e);
        }
    }

    @Override
    public void write(List<?> row) {
        if (row.size() != fields.size()) {
            throw new IllegalArgumentException(
                    "a row has %d values for %d columns".formatted(row.size(), fields.size()));
        }
        // Until the whole row is taken apart.
        failed = true;
        for (int i = 0; i < row.size(); i++) {
            fields.get(i).write(row.get(i), 0, 0);
        }
        rowsOfGroup++;
        try {
            if (schema.leaves().stream().mapToLong(LeafWriter::bytes).sum() >= groupBytes) {
                endGroup();
            }
        } catch (IOException e) {
            throw Failures.writing(file, e);
        }
        failed = false;
    }

    private void endGroup() throws IOException {
        long start = offset;
        long unpacked = 0;
        List<Consumer<ThriftWriter>> chunks = new ArrayList<>();
        for (LeafWriter leaf : schema.leaves()) {
            LeafWriter.Chunk chunk = leaf.end(offset);
            write(chunk.content());
            unpacked += chunk.unpackedBytes();
            chunks.add(chunk.description());
        }
        long bytes = unpacked;
        long packed = offset - start;
        long count = rowsOfGroup;
        groups.add(group -> group.structures(1, chunks).number(2, bytes).number(3, count).number(5, start).number(6,
                packed));
        rows += rowsOfGroup;
        rowsOfGroup = 0;
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        offset += bytes.length;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            if (!failed) {
                if (rowsOfGroup > 0) {
                    endGroup();
                }
                writeFooter();
            }
        } catch (IOException e) {
            throw Failures.writing(file, e);
        }
    }

    private void writeFooter() throws IOException {
        byte[] footer = ThriftWriter.structure(fields -> fields.number(1, 1).structures(2, schema.elements())
                .number(3, rows).structures(4, groups).text(6, "smoothie"));
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.writeBytes(footer);
        LittleEndian.writeInt(end, footer.length);
        end.writeBytes(MAGIC);
        write(end.toByteArray());
    }
}
