package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tables that are written as RFC 4180 says, and read again. */
class CsvRoundTripTest {
    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("tables");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<List<List<String>>> rows() {
        return Arbitraries.strings().withChars("ab,;|\t\"\n\r é€\\=").ofMaxLength(8).list().ofSize(2).list()
                .ofMinSize(1).ofMaxSize(5);
    }

    /** Cells written as RFC 4180 says are read as they were; those without a character to see are no outputs. */
    @Property(tries = 60)
    void whatIsWrittenIsRead(@ForAll("rows") List<List<String>> rows, @ForAll("separators") char separator) {
        var table = new StringBuilder(String.join("" + separator, "id", "generation:a", "generation:b")).append('\n');
        for (int i = 0; i < rows.size(); i++) {
            table.append(i).append(separator)
                    .append(rows.get(i).stream().map(CsvRoundTripTest::quoted)
                            .collect(Collectors.joining("" + separator)))
                    .append("\r\n");
        }
        List<String> samples = new Given(folder).file("t.csv", table.toString()).read("t.csv").samples();
        assertEquals(rows.size(), samples.size());
        for (int i = 0; i < rows.size(); i++) {
            JsonNode outputs = JsonCursor.tree(samples.get(i).getBytes(StandardCharsets.UTF_8)).get("generations");
            check(rows.get(i).getFirst(), outputs.get("a"));
            check(rows.get(i).getLast(), outputs.get("b"));
        }
    }

    @Provide
    Arbitrary<Character> separators() {
        return Arbitraries.of(',', ';', '\t', '|');
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    private static void check(String cell, JsonNode read) {
        if (cell.isBlank()) {
            assertTrue(read.isNull(), read::toString);
        } else {
            assertEquals(cell, read.stringValue());
        }
    }
}
