package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType.Scalar;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TablesTest {
    /** A format whose files start with the line TAB and have one column: the other lines. The line "!" breaks it. */
    private static final String LINES = """
            public String name() { return "lines"; }
            public List<TableFormatFactory> tableFormats() {
                return List.of(new TableFormatFactory() {
                    public String name() { return "lines"; }
                    public String description() { return "lines"; }
                    public List<String> extensions() { return List.of("tab"); }
                    public boolean recognises(byte[] beginning) {
                        return new String(beginning).startsWith("TAB\\n");
                    }
                    public TableFormat open(PluginContext context, Options options) { return new p.Format(); }
                });
            }
            """;
    private static final String FORMAT = """
            package p;
            import dev.smoothie.spi.*;
            import java.nio.file.*;
            import java.util.*;
            class Format implements TableFormat {
                public String description() { return "lines"; }
                public void close() { note("format closed"); }
                static void note(String what) { System.setProperty("p.closed", System.getProperty("p.closed", "") + what + ";"); }
                static List<String> lines(Path file) {
                    try {
                        return Files.readAllLines(file);
                    } catch (java.io.IOException e) {
                        throw new SmoothieException(file + ": " + e);
                    }
                }
                public TableReader open(Path file) {
                    Iterator<String> lines = lines(file).iterator();
                    lines.next();
                    return new TableReader() {
                        String line;
                        public List<String> columns() { return List.of("line"); }
                        public boolean next() {
                            if (!lines.hasNext()) return false;
                            line = lines.next();
                            return true;
                        }
                        public Object value(int column) {
                            if (line.equals("!")) throw new IllegalStateException("no line");
                            return line.equals("loader")
                                ? "" + (Thread.currentThread().getContextClassLoader() == Format.class.getClassLoader())
                                : line;
                        }
                        public void close() { note("reader closed"); }
                    };
                }
                public TableWriter create(Path file, List<Column> columns) {
                    List<String> lines = new ArrayList<>(List.of("TAB"));
                    return new TableWriter() {
                        public void write(List<?> row) { lines.add((String) row.get(0)); }
                        public void close() {
                            try {
                                Files.write(file, lines);
                            } catch (java.io.IOException e) {
                                throw new SmoothieException(file + ": " + e);
                            }
                        }
                    };
                }
            }
            """;

    @TempDir
    Path folder;

    private Plugins plugins;
    private Tables tables;

    @BeforeEach
    void load() throws IOException {
        System.clearProperty("p.closed");
        new PluginJar(folder.resolve("work")).plugin("p.Main", LINES).source("p.Format", FORMAT)
                .write(folder.resolve("plugins/lines/plugin.jar"));
        plugins = Plugins.load(List.of(folder.resolve("plugins")), new PluginSettings(folder.resolve("cache"), 1));
        tables = new Tables(plugins);
    }

    @AfterEach
    void close() {
        plugins.close();
        System.clearProperty("p.closed");
    }

    @Test
    void aFileIsReadByThePluginThatRecognisesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("any.name"), "TAB\none\nloader\n");
        try (TableReader reader = tables.open(file).orElseThrow()) {
            assertEquals(List.of("line"), reader.columns());
            assertTrue(reader.next());
            assertEquals("one", reader.value(0));
            assertTrue(reader.next());
            assertEquals("true", reader.value(0));
            assertFalse(reader.next());
        }
        assertEquals("reader closed;format closed;", System.getProperty("p.closed"));
        assertEquals(Optional.empty(), tables.open(Files.writeString(folder.resolve("b.tab"), "{}")));
        assertEquals(Optional.empty(), tables.open(Files.writeString(folder.resolve("c.tab"), "")));
    }

    @Test
    void aFileIsWrittenByThePluginThatHasTheExtension() throws IOException {
        List<Column> columns = List.of(new Column("line", Scalar.TEXT));
        Path file = folder.resolve("out.TAB");
        try (TableWriter writer = tables.create(file.toString(), file, columns).orElseThrow()) {
            writer.write(List.of("one"));
        }
        assertEquals("TAB\none\n", Files.readString(file));
        assertEquals(Optional.empty(), tables.create("tab", folder.resolve("tab"), columns));
        assertEquals(List.of("tab"), tables.extensions());
    }

    @Test
    void whatThePluginFailsWithNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "TAB\n!\n");
        try (TableReader reader = tables.open(file).orElseThrow()) {
            assertTrue(reader.next());
            assertEquals(
                    "table format 'lines' failed when asked to read the column \"line\", which is a fault of its plugin in %s: java.lang.IllegalStateException: no line; convert the file to JSON Lines, or use another version of the plugin"
                            .formatted(folder.resolve("plugins/lines").toRealPath()),
                    assertThrows(SmoothieException.class, () -> reader.value(0)).getMessage());
        }
        Path absent = folder.resolve("absent");
        assertTrue(assertThrows(SmoothieException.class, () -> tables.open(absent)).getMessage()
                .contains(absent.toString()));
    }
}
