package dev.smoothie.pipeline.formats;

import com.github.luben.zstd.Zstd;
import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests which entries of several files become one sample. */
class JoiningTest {
    @TempDir
    Path directory;
    private Folder folder;

    @BeforeEach
    void folder() {
        folder = new Folder(directory);
    }

    private static Map<String, List<String>> outputs(Sample sample) {
        return sample.generations();
    }

    private String failure(String... names) {
        return assertThrows(SmoothieException.class, () -> folder.samples(names)).getMessage();
    }

    @Test
    void whatHasTheSameIdIsOneSampleInTheOrderOfTheFirstFile() {
        folder.file("a.jsonl", "{\"id\": 1, \"output\": \"a1\"}\n{\"id\": 2, \"output\": null}\n")
                .file("b.jsonl", "{\"id\": \"2\", \"text\": \"b2\"}\n{\"id\": \"1\", \"text\": \"b1\"}\n");
        List<Sample> samples = folder.samples("a.jsonl", "b.jsonl");
        assertEquals(List.of("1", "2"), samples.stream().map(sample -> sample.id().text()).toList());
        assertEquals(Map.of("a", List.of("a1"), "b", List.of("b1")), outputs(samples.get(0)));
        assertEquals(Map.of("a", Arrays.asList((String) null), "b", List.of("b2")), outputs(samples.get(1)));
    }

    @Test
    void idsThatEachFileHasForItselfGiveWayToInputs() {
        folder.file("a.jsonl", "{\"id\": \"a-7\", \"input\": \"p\", \"output\": \"a1\"}\n")
                .file("b.jsonl", "{\"id\": \"b-1\", \"input\": \"p\", \"output\": \"b1\"}\n");
        List<Sample> samples = folder.samples("a.jsonl", "b.jsonl");
        assertEquals(1, samples.size());
        assertEquals("a-7", samples.getFirst().id().text());
        assertEquals(2, samples.getFirst().generations().size());
    }

    @Test
    void whereThereAreNeitherIdsNorInputsThePlaceCountsIfAllFilesHaveAsMany() {
        folder.file("a.jsonl", "{\"output\": \"a1\"}\n{\"output\": \"a2\"}\n")
                .file("b.jsonl", "{\"output\": \"b1\"}\n{\"output\": \"b2\"}\n")
                .file("c.jsonl", "{\"output\": \"c1\"}\n");
        List<Sample> samples = folder.samples("a.jsonl", "b.jsonl");
        assertEquals(Map.of("a", List.of("a2"), "b", List.of("b2")), outputs(samples.get(1)));
        String message = failure("a.jsonl", "c.jsonl");
        assertTrue(message.contains("a.jsonl: 2") && message.contains("c.jsonl: 1"), message);
    }

    @Test
    void differentInputsOfOneIdAreShown() {
        folder.file("a.jsonl", "{\"id\": 1, \"input\": \"How?\", \"output\": \"a\"}\n")
                .file("b.jsonl", "{\"id\": 1, \"input\": \"Why?\", \"output\": \"b\"}\n");
        String message = failure("a.jsonl", "b.jsonl");
        assertTrue(message.contains(folder.at("a.jsonl") + ":1 and " + folder.at("b.jsonl") + ":1"), message);
        assertTrue(message.contains("\"How?\"") && message.contains("\"Why?\""), message);
    }

    @Test
    void severalOutputsInOneFileAreRepeatsAndInTwoFilesAnError() {
        folder.file("a.jsonl", "{\"id\": 1, \"output\": \"x\"}\n{\"id\": 1, \"output\": \"y\"}\n")
                .file("b.jsonl", "{\"id\": 1, \"output\": \"z\"}\n")
                .file("again.jsonl", "{\"id\": 1, \"output\": \"z\", \"model\": \"b\"}\n");
        assertEquals(List.of("x", "y"), folder.samples("a.jsonl", "b.jsonl").getFirst().generations().get("a"));
        String message = failure("b.jsonl", "again.jsonl");
        assertTrue(message.contains("both have outputs of \"b\" for sample 1"), message);
    }

    @Test
    void filesOfTheSameNameAreNamedByTheirFolders() throws IOException {
        for (String model : List.of("x-1b", "y-7b")) {
            Files.createDirectory(directory.resolve(model));
            folder.file(model + "/answers.jsonl", "{\"id\": 1, \"completion\": \"of " + model + "\"}\n");
        }
        assertEquals(List.of("x-1b", "y-7b"),
                List.copyOf(folder.samples("x-1b/answers.jsonl", "y-7b/answers.jsonl").getFirst().generations()
                        .keySet()));
        try (SampleSource source = folder.source(".")) {
            assertEquals(2, source.names().size(), "a folder stands for its files");
        }
    }

    @Test
    void ourOwnSamplesMixWithFilesOfOneModelAndKeepTheirOtherFields() {
        folder.file("own.jsonl",
                """
                        {"id": "q", "input": "i", "generations": {"a": "1", "b": "2"}, "topic": {"deep": [1, {"x": null}]}, "scores": {"a": [1, 0]}, "cost": {"b": 0.25}, "reference": ["r", 7]}
                        """)
                .file("c.jsonl", "{\"id\": \"q\", \"output\": \"3\", \"topic\": {\"other\": true}}\n");
        try (SampleSource source = folder.source("own.jsonl", "c.jsonl")) {
            var lines = new StringWriter();
            source.copyTo(lines);
            assertEquals(
                    "{\"id\":\"q\",\"input\":\"i\",\"generations\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"},\"scores\":{\"a\":[1.0,0.0]},\"cost\":{\"b\":0.25},\"reference\":[\"r\",\"7\"],\"topic\":{\"deep\":[1,{\"x\":null}]}}\n",
                    lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ourSamplesAreAlsoReadAsOneListAndOverSeveralLines() {
        String pretty = "{\n  \"id\": 1,\n  \"input\": \"i\",\n  \"generations\": {\"a\": \"x\"}\n}\n";
        folder.file("list.json", "[" + pretty + "," + pretty.replace("1", "2") + "]").file("pretty.json", pretty
                + pretty.replace("1", "2"));
        for (String name : List.of("list.json", "pretty.json")) {
            List<Sample> samples = folder.samples(name);
            assertEquals(List.of("1", "2"), samples.stream().map(sample -> sample.id().text()).toList(), name);
            assertEquals(Optional.of("i"), samples.getFirst().input());
        }
    }

    @Test
    void strictlyReadWhatHasNoCounterpartIsAnError() {
        folder.file("a.jsonl", "{\"id\": 1, \"output\": \"x\"}\n{\"id\": 2, \"output\": \"y\"}\n")
                .file("b.jsonl", "{\"id\": 1, \"output\": \"z\"}\n");
        var files = new ArrayList<String>(List.of(folder.at("a.jsonl"), folder.at("b.jsonl")));
        try (SampleSource lenient = SampleSource.of(files)) {
            assertEquals(1, lenient.joined().orElseThrow().files().getFirst().unmatched());
        }
        var strict = new ReadOptions(1, Optional.empty(), Optional.empty(), Optional.empty(), true);
        String message = assertThrows(SmoothieException.class, () -> SampleSource.of(files, strict)).getMessage();
        assertTrue(message.contains("1 of 2 entries have no counterpart"), message);
    }

    @Test
    void whatIsPackedByZstdIsRead() {
        String line = "{\"id\": 1, \"output\": \"größer\"}\n";
        folder.file("z.jsonl.zst", Zstd.compress(line.getBytes(StandardCharsets.UTF_8)));
        assertEquals(Map.of("z", List.of("größer")), outputs(folder.samples("z.jsonl.zst").getFirst()));
        folder.file("cut.jsonl.zst", Arrays.copyOf(Zstd.compress(line.getBytes(StandardCharsets.UTF_8)), 20));
        assertTrue(failure("cut.jsonl.zst").startsWith(folder.at("cut.jsonl.zst")));
    }

    @Test
    void utf16IsDecodedAndOtherPackingsAreNamed() {
        String line = "{\"id\": 1, \"output\": \"größer 😀\"}\n";
        folder.file("le.jsonl", ("\uFEFF" + line).getBytes(StandardCharsets.UTF_16LE))
                .file("be.jsonl", line.getBytes(StandardCharsets.UTF_16BE))
                .file("z.jsonl.xz", new byte[]{(byte) 0xfd, '7', 'z', 'X', 'Z', 0})
                .file("b.jsonl.bz2", "BZh91AY".getBytes(StandardCharsets.US_ASCII));
        List<Sample> samples = folder.samples("le.jsonl", "be.jsonl");
        assertEquals(Map.of("le", List.of("größer 😀"), "be", List.of("größer 😀")), outputs(samples.getFirst()));
        assertTrue(failure("z.jsonl.xz").endsWith("unpack it first: unxz " + folder.at("z.jsonl.xz")));
        assertTrue(failure("b.jsonl.bz2").contains("packed by bzip2"));
    }

    @Test
    void eachPartHasTheScoreThatMostOfItsOutputsHave() {
        folder.file("b.jsonl", """
                {"id": 1, "dataset": "p", "output": "y", "score": 1}
                {"id": 2, "dataset": "q", "output": "y", "is_correct": true}
                {"id": 3, "dataset": "q", "output": "y", "is_correct": false, "score": null}
                """);
        try (SampleSource source = folder.source("b.jsonl")) {
            assertEquals(Optional.of("score (of p), is_correct (of q)"), source.joined().orElseThrow().score());
            assertEquals(List.of("score", "is_correct"), source.joined().orElseThrow().scores());
        }
        var lone = new ReadOptions(1, Optional.empty(), Optional.of("is_correct"), Optional.empty(), false);
        try (SampleSource source = SampleSource.of(List.of(folder.at("b.jsonl")), lone);
                var samples = source.openLabelled()) {
            assertEquals(Map.of(), samples.next().labels().scores());
            assertEquals(Map.of("b", List.of(1.0)), samples.next().labels().scores());
        }
        var missing = new ReadOptions(1, Optional.empty(), Optional.of("f1"), Optional.empty(), false);
        String message = assertThrows(SmoothieException.class,
                () -> SampleSource.of(List.of(folder.at("b.jsonl")), missing)).getMessage();
        assertEquals("no score \"f1\" in the files; they have: score, is_correct", message);
    }
}
