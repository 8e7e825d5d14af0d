package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads and writes Parquet.
 *
 * @param threads
 *            how many threads unpack pages, at least 1
 */
record ParquetFormat(int threads) implements TableFormat {

    @Override
    public String description() {
        return "Parquet";
    }

    @Override
    public TableReader open(Path file) {
        return ParquetReader.open(file, threads);
    }

    @Override
    public TableWriter create(Path file, List<Column> columns) {
        return ParquetWriter.create(file, columns);
    }
}
