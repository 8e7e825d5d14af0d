package dev.smoothie.pipeline.formats;

import com.github.luben.zstd.ZstdInputStream;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.smoothie.core.files.OtherProgram;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SampleSourceTest {
    @TempDir
    Path directory;
    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(directory);
    }

    @Test
    void readsTheFieldsOfJsonLines() {
        folder.file("x.jsonl", """
                {"id": "q1", "input": "Why?", "generations": {"b": "Because.", "a": null}, "scores": {"a": [1, {}]}}
                {"generations": {"c": ["one", null, ""]}, "reference": ["r"], "input": null, "id": 1.50}

                {"input": "only"}
                """);
        List<Sample> samples = folder.samples("x.jsonl");
        assertEquals(3, samples.size());
        assertEquals("q1", samples.get(0).id().text());
        assertFalse(samples.get(0).id().number());
        assertEquals(Optional.of("Why?"), samples.get(0).input());
        assertEquals(List.of("b", "a"), List.copyOf(samples.get(0).generations().keySet()));
        assertEquals(List.of("Because."), samples.get(0).generations().get("b"));
        assertEquals(Arrays.asList((String) null), samples.get(0).generations().get("a"));
        assertEquals(Arrays.asList("one", null, ""), samples.get(1).generations().get("c"));
        assertEquals(Optional.empty(), samples.get(1).input());
        assertEquals("1.50", samples.get(1).id().text());
        assertTrue(samples.get(1).id().number());
        assertEquals(SampleId.of(4), samples.get(2).id(), "the blank line counts");
        assertTrue(samples.get(2).id().number());
        assertEquals(Map.of(), samples.get(2).generations());
        assertEquals(folder.at("x.jsonl") + ":4", samples.get(2).where());
    }

    @Test
    void idsAreEqualAsTexts() {
        assertEquals(new SampleId("1", false), new SampleId("1", true));
        assertEquals(new SampleId("1", false).hashCode(), new SampleId("1", true).hashCode());
    }

    @Test
    void toleratesByteOrderMarksAndCarriageReturnsAndNoLastLineFeed() {
        folder.file("x.jsonl", "\uFEFF\r\n{\"input\": \"é\"}\r\n  {\"input\": \"😀\"}");
        List<Sample> samples = folder.samples("x.jsonl");
        assertEquals(List.of(Optional.of("é"), Optional.of("😀")), samples.stream().map(Sample::input).toList());
        assertEquals(List.of(SampleId.of(2), SampleId.of(3)), samples.stream().map(Sample::id).toList());
    }

    @Test
    void readsFilesOneAfterTheOtherAndNamesSamplesByFile() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        folder.file("x.jsonl", "{\"input\": \"1\"}\n{\"id\": 7}").file("y.jsonl", "{}\n");
        assertEquals(List.of("x.jsonl:1", "7", "y.jsonl:1"),
                folder.samples("x.jsonl", "y.jsonl").stream().map(sample -> sample.id().text()).toList());
        folder.file("sub/x.jsonl", "{}");
        assertEquals(folder.at("sub/x.jsonl") + ":1", folder.samples("x.jsonl", "sub/x.jsonl").get(2).id().text());
    }

    @Test
    void unpacksGzipByNameAndByContent() {
        byte[] gzip = Folder.gzip("{\"input\": \"packed\"}\n");
        folder.file("x.jsonl.gz", gzip).file("unnamed", gzip);
        assertEquals(Optional.of("packed"), folder.samples("x.jsonl.gz").getFirst().input());
        assertEquals(Optional.of("packed"), folder.samples("unnamed").getFirst().input());
    }

    @Test
    void linesLongerThanTheBuffersAreWhole() {
        // Each character has two bytes and they begin after an odd number of bytes, so some character lies across the
        // end of every buffer.
        String text = "é".repeat(300_001);
        folder.file("x.jsonl", "{\"input\": \"" + text + "\"}\n{\"input\": \"a" + text + "\"}\n{}\n");
        List<Sample> samples = folder.samples("x.jsonl");
        assertEquals(text, samples.get(0).input().orElseThrow());
        assertEquals("a" + text, samples.get(1).input().orElseThrow());
        assertEquals(SampleId.of(3), samples.get(2).id());
    }

    @Test
    void halvesOfSurrogatePairsStayAsTheyAre() {
        // Models cut texts in the middle of a character, and Python escapes the half.
        folder.file("x.jsonl", "{\"input\": \"cut \\ud83d\"}");
        assertEquals(Optional.of("cut \ud83d"), folder.samples("x.jsonl").getFirst().input());
    }

    @Test
    void readsAgainFromTheStart() {
        folder.file("x.jsonl", "{\"id\": \"a\"}\n{\"id\": \"b\"}");
        try (SampleSource source = folder.source("x.jsonl")) {
            for (int pass = 0; pass < 2; pass++) {
                try (SampleReader reader = source.open()) {
                    assertEquals("a", reader.next().id().text());
                }
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void copiesAPipeSoThatItCanBeReadAgain() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS));
        Thread writer = Thread.ofVirtual().start(() -> folder.file("pipe", "{\"id\": \"a\"}\n"));
        Path copy;
        try (InputFile file = InputFile.of(pipe.toString())) {
            copy = file.path();
            assertEquals("{\"id\": \"a\"}\n", Files.readString(copy));
            assertEquals(pipe.toString(), file.name());
        }
        writer.join();
        assertFalse(Files.exists(copy), "closing deletes the copy");
    }

    @Test
    void readsStandardInputAgainAndAgain() throws IOException, InterruptedException {
        Process process = OtherProgram.start(StandardInput.class,
                List.of(SampleSource.class, OutputFile.class, SmoothieException.class, JsonParser.class,
                        JsonNode.class, ZstdInputStream.class, CsvReader.class));
        try (OutputStream in = process.getOutputStream()) {
            in.write(Folder.gzip("{\"id\": \"a\"}\n{}\n"));
        }
        try (BufferedReader out = process.inputReader()) {
            assertEquals(List.of("[a, 2] at standard input:2", "[a, 2] at standard input:2"), out.lines().toList());
        }
        assertEquals(0, process.waitFor());
    }

    /** Reads two passes of standard input. */
    static final class StandardInput {
        private StandardInput() {}

        public static void main(String[] args) {
            try (SampleSource source = SampleSource.of(List.of("-"))) {
                for (int pass = 0; pass < 2; pass++) {
                    try (SampleReader reader = source.open()) {
                        var samples = new ArrayList<Sample>();
                        reader.forEachRemaining(samples::add);
                        System.out.println(
                                samples.stream().map(Sample::id).toList() + " at " + samples.getLast().where());
                    }
                }
            }
        }
    }

    @Test
    void joinsAlpacaEvalFiles() throws IOException {
        Files.createDirectory(directory.resolve("third"));
        folder.file("a.json", """
                [{"dataset": "d", "instruction": "i1", "output": "a1", "generator": "model a", "datasplit": "eval"},
                 {"instruction": "i2", "output": null, "generator": "model a"}]
                """)
                .file("b.json.gz", Folder.gzip(
                        "[{\"output\":\"b1\",\"instruction\":\"i1\"},{\"output\":\"b2\",\"instruction\":\"i2\"}]"))
                .file("third/model_outputs.json",
                        "[{\"output\":[\"x\",\"y\"],\"instruction\":\"i1\"},{\"output\":\"\",\"instruction\":\"i2\"}]");
        List<Sample> samples = folder.samples("a.json", "b.json.gz", "third/model_outputs.json");
        assertEquals(2, samples.size());
        assertEquals(List.of("model a", "b", "third"), List.copyOf(samples.getFirst().generations().keySet()));
        assertEquals(List.of(List.of("a1"), List.of("b1"), List.of("x", "y")),
                new ArrayList<>(samples.get(0).generations().values()));
        assertEquals(List.of(Arrays.asList((String) null), List.of("b2"), List.of("")),
                new ArrayList<>(samples.get(1).generations().values()));
        assertEquals(Optional.of("i2"), samples.get(1).input());
        assertEquals(SampleId.of(2), samples.get(1).id());
        assertEquals(folder.at("a.json") + " and 2 more:2", samples.get(1).where());
    }

    @Test
    void readsTheReferencesLayoutInAnyOrderOfFiles() {
        folder.file("data_test.jsonl", """
                {"idx": 0, "embedding_input": "e1", "input": "not this", "multi_model_prompt": "p"}
                {"idx": 1, "embedding_input": "e2"}
                """)
                .file("gemma-7b_test.json", "{\"generations\": [\"g1\", null]}")
                .file("phi_5_gens_train.json",
                        "{\"args\": {\"k\": [1]}, \"generations\": [[\"p1\", \"q1\"], [null, \"q2\"]], \"x\": 1}")
                .file("plain.json", "{\n  \"generations\": [\n    \"l1\",\n    \"l2\"\n  ]\n}\n");
        List<Sample> samples = folder.samples("gemma-7b_test.json", "data_test.jsonl", "phi_5_gens_train.json",
                "plain.json");
        assertEquals(2, samples.size());
        assertEquals(List.of("gemma-7b", "phi", "plain"), List.copyOf(samples.getFirst().generations().keySet()));
        assertEquals(Optional.of("e1"), samples.getFirst().input());
        assertEquals(List.of(Arrays.asList((String) null), Arrays.asList(null, "q2"), List.of("l2")),
                new ArrayList<>(samples.get(1).generations().values()));
        assertEquals(folder.at("gemma-7b_test.json") + " and 3 more:2", samples.get(1).where());
    }

    @Test
    void aDatasetOfTheReferenceAloneIsATestSetOfInputs() {
        folder.file("data_test.jsonl", "{\"embedding_input\": \"e1\"}\n");
        Dataset dataset = folder.dataset("data_test.jsonl");
        assertFalse(dataset.hasGenerations());
        dataset.requireInputs("needed");
        assertEquals(0, dataset.repeats());
    }
}
