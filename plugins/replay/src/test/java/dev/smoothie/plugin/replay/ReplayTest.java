package dev.smoothie.plugin.replay;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplayTest {
    private static final String LINES = """
            {"id": "q1", "input": "x", "generations": {"b": "no", "a": "Grüße \\ud83d\\ude80 \\ud83d"}, "scores": {"a": 1}}
            {"generations": {"a": [null, "second", "third"], "b": null}}
            {"id": 7, "generations": {"b": "seven", "a": null}}
            {"id": "q4", "generations": {"a": ""}}
            {"id": "q5", "input": "no generations"}
            """;

    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("g.jsonl"), bytes);
    }

    private LanguageModel open(String lines, String generator) throws IOException {
        return Replays.open("generator=%s,file=%s".formatted(generator,
                file(lines.getBytes(StandardCharsets.UTF_8))));
    }

    private static String answer(LanguageModel model, String sample) {
        return model.generate(Prompt.of(sample, "whatever")).text();
    }

    @Test
    void answersAreThoseOfTheGeneratorByTheIdOfTheSample() throws IOException {
        try (LanguageModel a = open(LINES, "a"); LanguageModel b = open(LINES, "b")) {
            assertEquals("Grüße \uD83D\uDE80 \uD83D", answer(a, "q1"));
            assertEquals("second", answer(a, "2"));
            assertEquals("", answer(a, "q4"));
            assertEquals("seven", answer(b, "7"));
        }
    }

    @Test
    void whatTheFileHasNotIsRejected() throws IOException {
        try (LanguageModel a = open(LINES, "a")) {
            for (String sample : new String[]{"7", "q5", "elsewhere"}) {
                var failure = assertThrows(LanguageModelException.class, () -> answer(a, sample));
                assertEquals(Kind.REJECTED, failure.kind());
                assertTrue(failure.getMessage().endsWith("has no output of 'a' for sample " + sample),
                        failure.getMessage());
            }
        }
    }

    /** A server has no ids of samples; its callers send inputs. */
    @Test
    void whereTheSampleIsUnknownTheInputCounts() throws IOException {
        String lines = """
                {"id": "p", "input": "Why?", "generations": {"a": null}}
                {"id": "q", "input": "Why? \\n", "generations": {"a": "first"}}
                {"id": "r", "generations": {"a": "last"}, "input": "Why?"}
                {"id": "s", "input": ["Why not?"], "generations": {"a": "s"}}
                {"id": "t", "input": "", "generations": {"a": "empty"}}
                """;
        try (LanguageModel a = open(lines, "a")) {
            assertEquals("first", a.generate(Prompt.of("", "  Why?\n")).text());
            assertEquals("last", a.generate(Prompt.of("r", "Why?")).text());
            assertEquals("empty", a.generate(Prompt.of("", "")).text());
            // It is known that this sample has no output.
            assertThrows(LanguageModelException.class, () -> a.generate(Prompt.of("p", "Why?")));
            assertThrows(LanguageModelException.class, () -> a.generate(Prompt.of("", "Why not?")));
            assertThrows(LanguageModelException.class, () -> a.generate(Prompt.of("", "why?")));
        }
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(LINES.getBytes(StandardCharsets.UTF_8));
        }
        try (LanguageModel b = Replays.open("generator=b,file=" + file(bytes.toByteArray()))) {
            assertEquals("no", answer(b, "q1"));
        }
    }

    private static String failure(String options) {
        return assertThrows(SmoothieException.class, () -> Replays.open(options)).getMessage();
    }

    @Test
    void aFileThatWillNotDoIsAnErrorWithItsLine() throws IOException {
        Path absent = folder.resolve("absent");
        assertEquals("replay: %s: no such file".formatted(absent), failure("generator=a,file=" + absent));
        Path file = file(LINES.getBytes(StandardCharsets.UTF_8));
        assertEquals("replay: %s: no output of 'c' in \"generations\" of any line".formatted(file),
                failure("generator=c,file=" + file));
        file((LINES + "{\"id\": }").getBytes(StandardCharsets.UTF_8));
        String message = failure("generator=a,file=" + file);
        assertTrue(message.startsWith("replay: %s:6: expected a sample as a JSON object: ".formatted(file)), message);
    }
}
