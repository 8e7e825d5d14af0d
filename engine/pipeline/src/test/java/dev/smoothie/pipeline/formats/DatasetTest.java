package dev.smoothie.pipeline.formats;

import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetTest {
    @TempDir
    Path directory;
    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(directory);
    }

    @Test
    void collectsGeneratorsRepeatsAndWhatIsMissing() {
        folder.file("x.jsonl", """
                {"generations": {"b": "x", "a": null}}
                {"input": "i", "generations": {"a": ["", null], "c": [null, null]}}
                {"generations": {"c": [null, null, "z"]}}
                """);
        Dataset dataset = folder.dataset("x.jsonl");
        assertEquals(List.of("b", "a", "c"), dataset.generators());
        assertEquals(2, dataset.index("c"));
        assertThrows(IllegalArgumentException.class, () -> dataset.index("d"));
        assertEquals(3, dataset.size());
        assertEquals(3, dataset.repeats());
        assertEquals(2, dataset.withoutInput());
        String[] present = {"x.. ... ...", "... x.. ...", "... ... ..x"};
        for (int sample = 0; sample < 3; sample++) {
            for (int generator = 0; generator < 3; generator++) {
                String cell = present[sample].split(" ", -1)[generator];
                assertEquals(cell.contains("x"), dataset.present(sample, generator));
                for (int repeat = 0; repeat < 3; repeat++) {
                    assertEquals(cell.charAt(repeat) == 'x', dataset.present(sample, repeat, generator));
                }
            }
        }
        assertTrue(dataset.explicitlyMissing(0, 1), "null");
        assertFalse(dataset.explicitlyMissing(0, 2), "not mentioned");
        assertFalse(dataset.explicitlyMissing(1, 1), "an empty string is an output");
        assertTrue(dataset.explicitlyMissing(1, 2), "all repeats null");
        assertFalse(dataset.explicitlyMissing(2, 2), "one repeat is there");
        assertThrows(IndexOutOfBoundsException.class, () -> dataset.present(3, 0, 0));
        dataset.requireGenerators();
    }

    @Test
    void fewerThanThreeGeneratorsAreTooFew() {
        folder.file("x.jsonl", "{\"generations\": {\"b\": \"x\", \"a\": null}}\n").file("y.jsonl",
                "{\"input\": \"i\"}\n");
        String two = assertThrows(SmoothieException.class, folder.dataset("x.jsonl")::requireGenerators).getMessage();
        assertEquals("Smoothie needs at least 3 generators, got 2 (b, a) in " + folder.at("x.jsonl"), two);
        String none = assertThrows(SmoothieException.class, folder.dataset("y.jsonl")::requireGenerators).getMessage();
        assertTrue(none.startsWith(folder.at("y.jsonl") + ": not recognised") && none.contains("\"generations\""),
                none);
    }

    @Test
    void namesTheFirstSampleWithoutInput() {
        folder.file("x.jsonl", "{\"input\": \"\"}\n{\"id\": \"q\"}\n{}\n");
        Dataset dataset = folder.dataset("x.jsonl");
        String message = assertThrows(SmoothieException.class, () -> dataset.requireInputs("local routing needs it"))
                .getMessage();
        assertEquals(folder.at("x.jsonl")
                + ":2: no \"input\" in sample q (2 of 3 samples have none); local routing needs it", message);
    }

    @Test
    void manyDifferentIdsAreNoRepeat() {
        var text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("{\"id\": ").append(i).append("}\n");
        }
        assertEquals(3000, folder.file("x.jsonl", text.toString()).dataset("x.jsonl").size());
    }
}
