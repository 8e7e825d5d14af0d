package dev.smoothie.spi.tck;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType.ListOf;
import dev.smoothie.spi.ColumnType.MapOf;
import dev.smoothie.spi.ColumnType.ObjectOf;
import dev.smoothie.spi.ColumnType.Scalar;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableFormatFactory;
import dev.smoothie.spi.TableReader;
import dev.smoothie.spi.TableWriter;
import dev.smoothie.spi.tck.TableArbitraries.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that a {@link TableFormat} that reads and writes keeps its contract: what is written is read back equal, and
 * damaged files are failures that name the file. A subclass gives the factory.
 */
public abstract class TableFormatContract {
    private static final List<Column> COLUMNS = List.of(new Column("id", Scalar.TEXT),
            new Column("outputs", new ObjectOf(List.of(new Column("a", Scalar.TEXT), new Column("b", Scalar.TEXT)))),
            new Column("scores", new MapOf(Scalar.NUMBER)), new Column("references", new ListOf(Scalar.TEXT)));

    @TempDir
    Path folder;

    /** The factory of the format, as the plugin offers it. */
    protected abstract TableFormatFactory factory();

    /** Opens the format as the program does, without options. */
    private TableFormat open() {
        return factory().open(new PluginContext(Path.of("home"), Path.of("cache"), 2), Options.none(factory()));
    }

    private static void write(TableFormat format, Path file, List<Column> columns, List<? extends List<?>> rows) {
        try (TableWriter writer = format.create(file, columns)) {
            rows.forEach(writer::write);
        }
    }

    private static List<List<Object>> read(TableFormat format, Path file) {
        try (TableReader reader = format.open(file)) {
            return TableArbitraries.rows(reader);
        }
    }

    private static List<List<Object>> someRows(int count) {
        return IntStream.range(0, count).<List<Object>>mapToObj(i -> {
            Map<String, Object> outputs = new LinkedHashMap<>();
            outputs.put("a", i % 3 == 0 ? null : "answer " + i);
            outputs.put("b", "b".repeat(i % 50));
            return Arrays.asList("q" + i, outputs, i % 4 == 0 ? null : Map.of("a", i / 2.0),
                    Collections.nCopies(i % 3, "r"));
        }).toList();
    }

    @Test
    void describesItself() {
        assertFalse(factory().extensions().isEmpty());
        for (String extension : factory().extensions()) {
            assertTrue(extension.matches("[a-z0-9]+"), extension);
        }
        try (TableFormat format = open()) {
            assertFalse(format.description().isBlank());
        }
    }

    @Provide
    Arbitrary<Table> tables() {
        return TableArbitraries.tables(12);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadBack(@ForAll("tables") Table table) throws IOException {
        Path file = Files.createTempFile("table", ".bin");
        try (TableFormat format = open()) {
            write(format, file, table.columns(), table.rows());
            try (TableReader reader = format.open(file)) {
                assertEquals(table.columns().stream().map(Column::name).toList(), reader.columns());
                assertEquals(table.rows(), TableArbitraries.rows(reader));
                assertFalse(reader.next());
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aTableMayHaveNoRows() {
        try (TableFormat format = open()) {
            Path file = folder.resolve("empty");
            write(format, file, COLUMNS, List.of());
            try (TableReader reader = format.open(file)) {
                assertEquals(List.of("id", "outputs", "scores", "references"), reader.columns());
                assertFalse(reader.next());
            }
        }
    }

    @Test
    void manyRowsComeInTheirOrder() {
        try (TableFormat format = open()) {
            Path file = folder.resolve("many");
            List<List<Object>> rows = someRows(20_000);
            write(format, file, COLUMNS, rows);
            assertEquals(rows, read(format, file));
        }
    }

    @Test
    void valuesStayValidAfterTheNextRow() {
        try (TableFormat format = open()) {
            Path file = folder.resolve("file");
            write(format, file, COLUMNS, someRows(3));
            try (TableReader reader = format.open(file)) {
                assertTrue(reader.next());
                Object first = reader.value(1);
                assertTrue(reader.next());
                assertEquals(someRows(1).getFirst().get(1), first);
                assertEquals("q1", reader.value(0));
            }
        }
    }

    @Test
    void textsOfAllKindsAreWritten() {
        try (TableFormat format = open()) {
            Path file = folder.resolve("texts");
            List<String> texts = List.of("", "\u0000", "a\r\nb\tc", "東京 😀", "x".repeat(3_000_000), "alone \uD83D.");
            write(format, file, List.of(new Column("a.b/c d", Scalar.TEXT)), texts.stream().map(List::of).toList());
            List<String> expected = texts.stream().map(text -> text.replace("\uD83D.", "\uFFFD.")).toList();
            assertEquals(expected, read(format, file).stream().map(List::getFirst).toList());
        }
    }

    @Test
    void aFieldThatIsMissingIsNull() {
        try (TableFormat format = open()) {
            Path file = folder.resolve("file");
            write(format, file, COLUMNS, List.of(Arrays.asList("x", Map.of("b", "y"), null, null)));
            Map<String, Object> outputs = new LinkedHashMap<>();
            outputs.put("a", null);
            outputs.put("b", "y");
            assertEquals(outputs, read(format, file).getFirst().get(1));
        }
    }

    @Test
    void recognisesItsFilesAlone() throws IOException {
        try (TableFormat format = open()) {
            Path file = folder.resolve("file");
            write(format, file, COLUMNS, someRows(5));
            byte[] all = Files.readAllBytes(file);
            assertTrue(factory().recognises(Arrays.copyOf(all, Math.min(all.length, TableFormatFactory.BEGINNING))));
        }
        for (String other : List.of("", "{", "id,input\n", "{\"id\": \"q1\", \"input\": \"a\"}\n", "\u001f\u008b\b")) {
            assertFalse(factory().recognises(other.getBytes(StandardCharsets.ISO_8859_1)), other);
        }
    }

    @Test
    void whatDoesNotFitTheColumnsIsRefused() {
        List<List<?>> wrong = List.of(List.of("id"), Arrays.asList(1L, null, null, null),
                Arrays.asList("x", Map.of("c", "y"), null, null), Arrays.asList("x", null, Map.of("a", "1"), null),
                Arrays.asList("x", null, null, "r"), Arrays.asList("x", null, null, List.of(1.5)));
        try (TableFormat format = open()) {
            for (List<?> row : wrong) {
                try (TableWriter writer = format.create(folder.resolve("refused"), COLUMNS)) {
                    assertThrows(IllegalArgumentException.class, () -> writer.write(row), row::toString);
                }
            }
        }
    }

    @Test
    void whatIsCutOffIsAFailureThatNamesTheFile() throws IOException {
        try (TableFormat format = open()) {
            Path file = folder.resolve("whole");
            write(format, file, COLUMNS, someRows(200));
            byte[] all = Files.readAllBytes(file);
            Path cut = folder.resolve("cut");
            for (int i = 0; i < 40; i++) {
                Files.write(cut, Arrays.copyOf(all, all.length * i / 40));
                String message = assertThrows(SmoothieException.class, () -> read(format, cut)).getMessage();
                assertTrue(message.contains(cut.toString()), message);
            }
        }
    }

    @Test
    void otherBytesAreNoOtherFailure() throws IOException {
        try (TableFormat format = open()) {
            Path file = folder.resolve("whole");
            write(format, file, COLUMNS, someRows(50));
            byte[] all = Files.readAllBytes(file);
            Path changed = folder.resolve("changed");
            for (int i = 0; i < 150; i++) {
                byte[] bytes = all.clone();
                bytes[(int) ((long) all.length * i / 150)] ^= (byte) (1 << i % 8);
                Files.write(changed, bytes);
                try {
                    read(format, changed);
                } catch (SmoothieException e) {
                    assertTrue(e.getMessage().contains(changed.toString()), e.getMessage());
                }
            }
        }
    }

    @Test
    void aFileThatCannotBeHadIsNamed() {
        try (TableFormat format = open()) {
            Path absent = folder.resolve("absent");
            String message = assertThrows(SmoothieException.class, () -> format.open(absent)).getMessage();
            assertTrue(message.contains(absent.toString()), message);
            assertThrows(SmoothieException.class, () -> format.open(folder));
            Path inAbsent = absent.resolve("file");
            message = assertThrows(SmoothieException.class, () -> format.create(inAbsent, COLUMNS)).getMessage();
            assertTrue(message.contains(inAbsent.toString()), message);
        }
    }

    @Test
    void readersAndWritersMayBeClosedEarlyAndTwice() {
        TableFormat format = open();
        Path file = folder.resolve("file");
        TableWriter writer = format.create(file, COLUMNS);
        someRows(10_000).forEach(writer::write);
        writer.close();
        writer.close();
        for (int rows : new int[]{0, 1, 5_000}) {
            TableReader reader = format.open(file);
            for (int i = 0; i < rows; i++) {
                assertTrue(reader.next());
            }
            reader.close();
            assertDoesNotThrow(reader::close);
        }
        format.close();
        format.close();
    }

    @Test
    void severalThreadsMayRead() throws Exception {
        List<List<Object>> rows = someRows(2_000);
        try (TableFormat format = open(); ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Path file = folder.resolve("file");
            write(format, file, COLUMNS, rows);
            Callable<List<List<Object>>> reading = () -> read(format, file);
            for (Future<List<List<Object>>> result : threads.invokeAll(Collections.nCopies(8, reading))) {
                assertEquals(rows, result.get());
            }
        }
    }
}
