package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plugin's table format behind its guard. */
final class GuardedTables implements TableFormat {
    private final TableFormat format;
    private final PluginGuard guard;
    private final String description;

    GuardedTables(TableFormat format, PluginGuard guard) {
        this.format = format;
        this.guard = guard;
        this.description = GuardedText.required(guard, "describe itself", "description()", format::description);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public TableReader open(Path file) {
        return new Guarded(guard.call("open " + file, () -> format.open(file)));
    }

    @Override
    public TableWriter create(Path file, List<Column> columns) {
        TableWriter writer = guard.call("start " + file, () -> format.create(file, columns));
        return new TableWriter() {
            @Override
            public void write(List<?> row) {
                guard.run("write a row", () -> writer.write(row));
            }

            @Override
            public void close() {
                guard.run("complete " + file, writer::close);
            }
        };
    }

    @Override
    public void close() {
        guard.runWithin(TimeLimit.ofLoading(), PluginGuard.CLOSE, format::close);
    }

    /** A reader behind the same guard. */
    private final class Guarded implements TableReader {
        private final TableReader reader;
        private final List<String> columns;

        Guarded(TableReader reader) {
            this.reader = reader;
            this.columns = List.copyOf(guard.call("name the columns", () -> new ArrayList<>(reader.columns())));
        }

        @Override
        public List<String> columns() {
            return columns;
        }

        @Override
        public boolean next() {
            return guard.call("go to the next row", reader::next);
        }

        @Override
        public Object value(int column) {
            // A value may be null, and an answer may not.
            return guard.call("read the column \"%s\"".formatted(columns.get(column)),
                    () -> Optional.ofNullable(reader.value(column))).orElse(null);
        }

        @Override
        public void close() {
            guard.run("close a file", reader::close);
        }
    }
}
