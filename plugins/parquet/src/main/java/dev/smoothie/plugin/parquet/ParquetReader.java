package dev.smoothie.plugin.parquet;

import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowGroupPredicate;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rows of a Parquet file, one row group after the other and of each some rows at a time: about
 * {@value #BATCH_BYTES} bytes of values by what the file says of the group, and at most {@value #BATCH_ROWS} rows.
 */
final class ParquetReader implements TableReader {
    private static final int BATCH_BYTES = 4 << 20;
    private static final int BATCH_ROWS = 4096;

    private final Path file;
    private final HardwoodContext context;
    private final ParquetFileReader reader;
    private final List<LeafCursor> cursors = new ArrayList<>();
    private final List<FieldReader> fields = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Iterator<RowGroup> groups;
    private final Object[] values;
    private Optional<ColumnReaders> columns = Optional.empty();
    /** Rows of the group that are not in a batch yet. */
    private long rowsOfGroup;
    private int rowsOfBatch;

    private ParquetReader(Path file, HardwoodContext context, ParquetFileReader reader) {
        this.file = file;
        this.context = context;
        this.reader = reader;
        for (SchemaNode node : reader.getFileSchema().getRootNode().children()) {
            names.add(node.name());
            fields.add(FieldReader.of(node, cursors));
        }
        List<RowGroup> all = reader.getFileMetaData().rowGroups();
        all.forEach(ParquetReader::checkCodecs);
        groups = all.iterator();
        values = new Object[fields.size()];
    }

    /**
     * Opens a file.
     *
     * @throws SmoothieException
     *             if it cannot be read
     */
    static ParquetReader open(Path file, int threads) {
        if (!Files.isRegularFile(file)) {
            throw new SmoothieException("%s: it is not a file".formatted(file));
        }
        Library.prepare();
        HardwoodContext context = HardwoodContext.create(threads);
        ParquetFileReader reader = null;
        try {
            reader = ParquetFileReader.open(InputFile.of(file), context);
            return new ParquetReader(file, context, reader);
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            close(reader, context);
            throw Failures.reading(file, e);
        }
    }

    private static void checkCodecs(RowGroup group) {
        for (ColumnChunk chunk : group.columns()) {
            CompressionCodec codec = chunk.metaData().codec();
            if (codec == CompressionCodec.BROTLI || codec == CompressionCodec.LZO) {
                throw new UnsupportedOperationException("it is compressed with " + codec);
            }
        }
    }

    @Override
    public List<String> columns() {
        return List.copyOf(names);
    }

    @Override
    public boolean next() {
        try {
            if (rowsOfBatch == 0 && !load()) {
                return false;
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = fields.get(i).read();
            }
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            throw Failures.reading(file, e);
        }
        rowsOfBatch--;
        return true;
    }

    /** Loads the next batch, of the next group if this one has come to its end. */
    private boolean load() {
        while (rowsOfGroup == 0) {
            if (!groups.hasNext()) {
                return false;
            }
            start(groups.next());
        }
        ColumnReaders batch = columns.orElseThrow();
        if (!batch.nextBatch() || batch.getRecordCount() == 0 || batch.getRecordCount() > rowsOfGroup) {
            throw new DamagedException("a row group has more or fewer rows than it says");
        }
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).load(batch.getColumnReader(i));
        }
        rowsOfBatch = batch.getRecordCount();
        rowsOfGroup -= rowsOfBatch;
        return true;
    }

    /** Starts a group; the library does not read groups without rows, and finds a group by the middle of its bytes. */
    private void start(RowGroup group) {
        columns.ifPresent(ColumnReaders::close);
        rowsOfGroup = group.numRows();
        if (rowsOfGroup > 0) {
            long bytes = group.columns().stream().mapToLong(chunk -> chunk.metaData().totalCompressedSize()).sum();
            long middle = group.columns().getFirst().chunkStartOffset() + bytes / 2;
            columns = Optional.of(reader.buildColumnReaders(ColumnProjection.all()).batchSize(rowsAtOnce(group))
                    .filter(RowGroupPredicate.byteRange(middle, middle + 1)).build());
        } else if (rowsOfGroup < 0) {
            throw new DamagedException("a row group has %d rows".formatted(rowsOfGroup));
        }
    }

    private static int rowsAtOnce(RowGroup group) {
        long bytes = group.columns().stream().mapToLong(chunk -> chunk.metaData().totalUncompressedSize()).sum();
        double ofEach = Math.max(1, (double) bytes / group.numRows());
        return (int) Math.clamp(BATCH_BYTES / ofEach, 1, BATCH_ROWS);
    }

    @Override
    public Object value(int column) {
        return values[column];
    }

    @Override
    public void close() {
        columns.ifPresent(ColumnReaders::close);
        close(reader, context);
    }

    private static void close(ParquetFileReader reader, HardwoodContext context) {
        try (context) {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            // The file was only read, so nothing is lost.
            System.getLogger(ParquetReader.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
