package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableFormatFactory;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Files that hold tables, read and written by the table formats that plugins offer. What is opened can be used until the
 * plugins are closed. Any number of threads may call.
 *
 * @param plugins
 *            offer the formats
 */
public record Tables(Plugins plugins) {

    public Tables {
        Objects.requireNonNull(plugins, "plugins");
    }

    /**
     * Opens a file, if a plugin reads files that begin so.
     *
     * @return the rows, which the caller closes; empty if no plugin knows the file
     * @throws SmoothieException
     *             if the file cannot be read or is damaged
     */
    public Optional<TableReader> open(Path file) {
        byte[] beginning = beginning(file);
        return find(factory -> factory.recognises(beginning))
                .map(offer -> open(offer, (format, path) -> new Reader(format.open(path), format), file));
    }

    /**
     * Starts a file, if a plugin writes files with the extension of its name.
     *
     * @param name
     *            the name that the file will have
     * @param file
     *            where it is written
     * @return takes the rows; the caller closes it. Empty if no plugin knows the extension
     * @throws SmoothieException
     *             if the file cannot be written
     */
    public Optional<TableWriter> create(String name, Path file, List<Column> columns) {
        return find(factory -> hasExtension(name, factory.extensions()))
                .map(offer -> open(offer, (format, path) -> new Writer(format.create(path, columns), format), file));
    }

    private static boolean hasExtension(String name, List<String> extensions) {
        String lower = name.toLowerCase(Locale.ROOT);
        return extensions.stream().anyMatch(extension -> lower.endsWith("." + extension));
    }

    /** Whether a plugin writes files with the extension of that name. */
    public boolean writes(String name) {
        return hasExtension(name, extensions());
    }

    /** The extensions of the files that {@link #create} can write, in alphabetical order. */
    public List<String> extensions() {
        return plugins.offers(Role.TABLE_FORMAT).stream().flatMap(offer -> offer.ask(factory -> factory.extensions())
                .stream()).sorted().toList();
    }

    private Optional<Offer<TableFormatFactory, TableFormat>> find(Function<TableFormatFactory, Boolean> test) {
        Stream<Offer<TableFormatFactory, TableFormat>> offers = plugins.offers(Role.TABLE_FORMAT).stream();
        return offers.filter(offer -> offer.ask(test)).findFirst();
    }

    private static byte[] beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(TableFormatFactory.BEGINNING);
        } catch (IOException e) {
            throw new SmoothieException("cannot read %s: %s".formatted(file, e), e);
        }
    }

    /** Opens the format and, in it, a reader or writer; if that fails the format is closed again. */
    private static <T> T open(Offer<TableFormatFactory, TableFormat> offer, BiFunction<TableFormat, Path, T> opener,
            Path file) {
        TableFormat format = offer.open(Optional.empty());
        try {
            return opener.apply(format, file);
        } catch (SmoothieException e) {
            format.close();
            throw e;
        }
    }

    /** A reader that also closes its format. */
    private record Reader(TableReader reader, TableFormat format) implements TableReader {
        @Override
        public List<String> columns() {
            return reader.columns();
        }

        @Override
        public boolean next() {
            return reader.next();
        }

        @Override
        public Object value(int column) {
            return reader.value(column);
        }

        @Override
        public void close() {
            try (format) {
                reader.close();
            }
        }
    }

    /** A writer that also closes its format. */
    private record Writer(TableWriter writer, TableFormat format) implements TableWriter {
        @Override
        public void write(List<?> row) {
            writer.write(row);
        }

        @Override
        public void close() {
            try (format) {
                writer.close();
            }
        }
    }
}
