package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what is said of lines that look as if they had a mistake in them. */
class LineChecksTest {
    @TempDir
    Path directory;
    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(directory);
    }

    private static String line(int number) {
        return "{\"id\": \"q%d\", \"input\": \"i\", \"generations\": {\"a\": \"x\", \"b\": \"y\", \"c\": \"z\", \"d\": \"w\"}, \"scores\": {\"a\": 1}}\n"
                .formatted(number);
    }

    /** Twenty lines, of which line 7 is changed. {@code unusual} lines are read by the strict reader. */
    private List<String> warnings(String from, String to, boolean unusual) {
        String lines = IntStream.rangeClosed(1, 20).mapToObj(n -> n == 7 ? line(n).replace(from, to) : line(n))
                .collect(Collectors.joining());
        String deep = "[".repeat(100) + "]".repeat(100);
        folder.file("x.jsonl", unusual ? lines.replace("{\"id\"", "{\"deep\": " + deep + ", \"id\"") : lines);
        return folder.dataset("x.jsonl").warnings();
    }

    @ParameterizedTest
    @CsvSource({"generations,generation", "generations,outputs", "generations,Generations", "input,inptu", "id,ID",
            "scores,score"})
    void aFieldThatIsNearlyOursIsNamedWithItsLine(String ours, String written) {
        for (boolean unusual : new boolean[]{false, true}) {
            List<String> warnings = warnings("\"" + ours + "\"", "\"" + written + "\"", unusual);
            assertEquals(1, warnings.size(), warnings::toString);
            String place = folder.at("x.jsonl") + ":7";
            assertEquals("%s: no \"%s\", which all other lines have; %s has \"%s\"".formatted(place, ours, place,
                    written), warnings.getFirst());
        }
    }

    @Test
    void aFieldThatIsNearlyOursInAllLinesIsNamed() {
        folder.file("x.jsonl", line(1).replace("scores", "score") + line(2).replace("scores", "score"));
        assertEquals(List.of("2 of 2 lines have \"score\", which is not read; if \"scores\" is meant, rename it"),
                folder.dataset("x.jsonl").warnings());
    }

    @Test
    void aGeneratorThatIsWrittenDifferentlyInOneLineIsNamed() {
        assertEquals(List.of(
                "\"bb\" is named in 1 of 20 samples only (first in sample 7); \"b\" is not named in 1 of 20 samples; write null where an output is missing"),
                warnings("\"b\"", "\"bb\"", false));
    }

    @Test
    void inAFewLinesOneIsEnoughToBeRemarkable() {
        folder.file("x.jsonl", line(1) + line(2).replace("\"c\"", "\"C\"") + line(3));
        assertEquals(List.of(
                "\"C\" is named in 1 of 3 samples only (first in sample 2); \"c\" is not named in 1 of 3 samples; write null where an output is missing"),
                folder.dataset("x.jsonl").warnings());
    }

    @Test
    void labelsOfSomeLinesAndFieldsOfOthersAreNoMistakes() {
        String few = IntStream.rangeClosed(1, 20).mapToObj(n -> n > 5
                ? line(n).replace(", \"scores\": {\"a\": 1}", ", \"topic\": 3, \"idx\": 1")
                : line(n)).collect(Collectors.joining());
        folder.file("x.jsonl", few);
        assertEquals(List.of(), folder.dataset("x.jsonl").warnings());
    }

    @Test
    void aFieldThatOnlyTheLaterOfManyBlocksLackIsFound() {
        // More than one block of half a megabyte.
        String padding = "p".repeat(1000);
        String lines = IntStream.rangeClosed(1, 2000).mapToObj(n -> line(n).replace("\"i\"", "\"" + padding + "\""))
                .map(line -> line.contains("\"q1777\"") ? line.replace("\"id\": \"q1777\", ", "") : line)
                .collect(Collectors.joining());
        folder.file("x.jsonl", lines);
        assertEquals(List.of(folder.at("x.jsonl") + ":1777: no \"id\", which all other lines have"),
                folder.dataset("x.jsonl").warnings());
    }

    @Test
    void strictlyReadItIsAnError() {
        folder.file("x.jsonl", line(1) + line(2) + line(3).replace("generations", "generation"));
        var strict = new ReadOptions(1, Optional.empty(), Optional.empty(), Optional.empty(), true);
        try (SampleSource source = SampleSource.of(List.of(folder.at("x.jsonl")), strict)) {
            String message = assertThrows(SmoothieException.class, () -> Dataset.scan(source)).getMessage();
            assertTrue(message.startsWith(folder.at("x.jsonl") + ":3: no \"generations\"")
                    && message.contains("--strict"), message);
        }
    }
}
