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
import java.util.function.Function;
import java.util.function.Supplier;
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
                .map(offer -> open(offer, format -> format.open(file), GuardedReader::new));
    }

    /**
     * Starts a file, if a plugin writes files with the extension of its name.
     *
     * @return takes the rows; the caller closes it. Empty if no plugin knows the extension
     * @throws SmoothieException
     *             if the file cannot be written
     */
    public Optional<TableWriter> create(Path file, List<Column> columns) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return find(factory -> factory.extensions().stream().anyMatch(extension -> name.endsWith("." + extension)))
                .map(offer -> open(offer, format -> format.create(file, columns), GuardedWriter::new));
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
    private static <T, G> G open(Offer<TableFormatFactory, TableFormat> offer, Function<TableFormat, T> opener,
            Guarded<T, G> guarded) {
        Guard guard = new Guard(offer);
        TableFormat format = offer.open(Optional.empty());
        try {
            return guarded.of(guard.call(() -> Objects.requireNonNull(opener.apply(format), "it opened null")), format,
                    guard);
        } catch (SmoothieException e) {
            guard.call(() -> {
                format.close();
                return true;
            });
            throw e;
        }
    }

    /** Makes the guarded face of a reader or writer. */
    @FunctionalInterface
    private interface Guarded<T, G> {
        G of(T opened, TableFormat format, Guard guard);
    }

    /** Runs calls into the plugin, and names it in what they fail with. */
    private record Guard(Offer<TableFormatFactory, TableFormat> offer) {
        <A> A call(Supplier<A> code) {
            try {
                return ContextLoader.with(offer.factory().getClass().getClassLoader(), code);
            } catch (SmoothieException e) {
                throw e;
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw new SmoothieException("%s '%s' failed: the plugin in %s is broken: %s".formatted(
                        offer.role().label(), offer.factory().name(), offer.context().home(), FailureReason.of(e)), e);
            }
        }

        void close(AutoCloseable opened, TableFormat format) {
            call(() -> {
                try (format) {
                    opened.close();
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new SmoothieException(FailureReason.of(e), e);
                }
                return true;
            });
        }
    }

    private record GuardedReader(TableReader reader, TableFormat format, Guard guard) implements TableReader {
        @Override
        public List<String> columns() {
            return guard.call(() -> List.copyOf(reader.columns()));
        }

        @Override
        public boolean next() {
            return guard.call(reader::next);
        }

        @Override
        public Object value(int column) {
            return guard.call(() -> reader.value(column));
        }

        @Override
        public void close() {
            guard.close(reader, format);
        }
    }

    private record GuardedWriter(TableWriter writer, TableFormat format, Guard guard) implements TableWriter {
        @Override
        public void write(List<?> row) {
            guard.call(() -> {
                writer.write(row);
                return true;
            });
        }

        @Override
        public void close() {
            guard.close(writer, format);
        }
    }
}
