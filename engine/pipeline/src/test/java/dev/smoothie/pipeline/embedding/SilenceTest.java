package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.embedding.Silence.Share;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.views.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SilenceTest {

    @TempDir
    Path directory;

    private void on(String lines, Consumer<Dataset> test) throws IOException {
        Path file = Files.writeString(directory.resolve("x.jsonl"), lines);
        try (SampleSource source = SampleSource.of(List.of(file.toString()))) {
            test.accept(Dataset.scan(source, new Workers(2)));
        }
    }

    private static Silence silence(Dataset dataset, String view) {
        return Silence.of(dataset, View.parse(view), new Workers(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"full|``|false", "full|` \t\n`|false",
            "full|\u3000|false",
            "full|x|true", "first-line|`\n\n`|false", "first-line|`</s>`|false", "first-line|a|true",
            "input+output|` `|false", "input+output|x|true", "regex:answer is (.*)|no|false",
            "regex:answer is (.*)|answer is 4|true", "regex:answer is (.*)|`answer is `|false",
            "regex:(.*)|some text|true", "regex:(a)|(b)|false", "json:/answer|{}|false",
            "json:/answer|{\"answer\": \"\"}|false", "json:/answer|{\"answer\": 0}|true"})
    void aViewSaysWhetherAnOutputSaysSomething(String view, String output, boolean says) {
        assertEquals(says, View.parse(view).says(output));
    }

    @Test
    void blankOutputsAreCounted() throws IOException {
        on("""
                {"id": "p", "generations": {"a": "x", "b": "", "c": null}}
                {"id": "q", "generations": {"a": "y", "b": " \\n", "c": ["", "z", null]}}
                """, dataset -> {
            Silence found = silence(dataset, "full");
            assertEquals(3, found.outputs());
            assertEquals(2, found.samples());
            assertEquals(List.of(new Share("b", 2, 2), new Share("c", 1, 2)), found.shares(dataset));
            assertTrue(found.silent().present(1, 0, 2));
            assertFalse(found.silent().present(1, 1, 2));
            assertTrue(found.only(dataset, 0, 1));
            assertFalse(found.only(dataset, 0, 2), "missing is not silent");
            assertFalse(found.only(dataset, 1, 2), "one of them speaks");
            assertTrue(found.shares(dataset).getFirst().isLarge());
            assertEquals("b of sample p, " + directory.resolve("x.jsonl") + ":1",
                    found.example().orElseThrow().where());
        });
    }

    @Test
    void whatEachNotationFoundIsCounted() throws IOException {
        on("""
                {"generations": {"a": "#### 4", "b": "The answer is 5.", "c": "\\\\boxed{6} #### 7"}}
                {"generations": {"a": "#### 8", "b": "{\\"answer\\": 9}", "c": "nothing"}}
                """, dataset -> {
            Silence found = silence(dataset, "answer");
            assertEquals(4, found.view().looksFor().size());
            assertArrayEquals(new long[]{1, 1, 1, 2}, found.found());
            assertEquals(1, found.outputs());
            assertArrayEquals(new long[]{3}, silence(dataset, "regex:[4-7]").found());
        });
    }

    @Test
    void whereNothingCanBeSilentNothingIs() throws IOException {
        on("{\"generations\": {\"a\": \"x\", \"b\": \"\\\\n.\", \"c\": \" x\"}}\n", dataset -> {
            assertFalse(dataset.hasBlanks());
            assertEquals(0, silence(dataset, "full").outputs());
            assertEquals(2, silence(dataset, "regex:x").outputs() + 1);
        });
    }

    /** Blank texts are seen by both ways of reading: by bytes, and by the library where a line is unusual. */
    @Test
    void blanksAreSeenHoweverALineIsRead() throws IOException {
        for (String blank : List.of("", " ", "\\n", "\\u2003", "\u2003")) {
            for (String id : List.of("1", "1e2")) {
                on("{\"id\": %s, \"generations\": {\"a\": \"x\", \"b\": \"%s\", \"c\": [\"%s\"]}}\n".formatted(id,
                        blank,
                        blank), dataset -> {
                            assertTrue(dataset.hasBlanks());
                            assertEquals(2, silence(dataset, "full").outputs());
                        });
            }
        }
    }
}
