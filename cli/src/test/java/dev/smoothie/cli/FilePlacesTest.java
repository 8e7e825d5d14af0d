package dev.smoothie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests that no output replaces an input or another output, and that files which existed before are unchanged. */
class FilePlacesTest {
    private static final String MODELS = "- {name: a, plugin: none}\n";

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void write() {
        folder = new Folder(directory).file("x.jsonl", Broken.SAMPLES).file("t.jsonl", Broken.SAMPLES)
                .file("m.yaml", MODELS).npy("x.npy", new int[]{3, 2}, Broken.floats(6))
                .npy("l.npy", new int[]{3, 3, 2}, Broken.floats(18)).file("f.json", "[[\"a\", \"b\"]]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "generate $/x.jsonl --models $/m.yaml -o $/./x.jsonl | --output | PROMPTS",
            "generate $/x.jsonl --models $/m.yaml -o $/m.yaml | --output | --models",
            "route $/x.jsonl -o $/x.jsonl | --output | INPUT",
            "route $/x.jsonl -o $/r --report $/x.jsonl | --report | INPUT",
            "route $/x.jsonl -o $/r --report $/r | --report | --output",
            "route $/x.jsonl --train $/t.jsonl -o $/t.jsonl | --output | --train",
            "route $/x.jsonl --input-embeddings $/x.npy -o $/x.npy | --output | --input-embeddings",
            "route $/x.jsonl --generation-embeddings $/l.npy -o $/l.npy | --output | --generation-embeddings",
            "route $/x.jsonl --families $/f.json -o $/f.json | --output | --families",
            "route $/x.jsonl --prices $/m.yaml -o $/m.yaml | --output | --prices",
            "route $/x.jsonl --models $/m.yaml -o $/x.jsonl | --output | INPUT",
            "route $/x.jsonl --models $/m.yaml -o $/r --generations $/m.yaml | --generations | --models",
            "route $/x.jsonl --models $/m.yaml -o $/r --generations $/r | --generations | --output",
            "route $/x.jsonl --models $/m.yaml -o $/g.journal --generations $/g | the journal of --generations | --output",
            "route $/x.jsonl --models $/m.yaml -o $/r --report $/r.generations.jsonl | --report | --generations",
            "route $/x.jsonl --models $/m.yaml --train $/t.jsonl -o $/r --generations $/t.jsonl | --generations | --train",
            "score $/x.jsonl --report $/x.jsonl | --report | INPUT",
            "evaluate $/x.jsonl -o $/x.jsonl | --output | INPUT",
            "evaluate $/x.jsonl --labels $/t.jsonl -o $/t.jsonl | --output | --labels",
            "embed $/x.jsonl --inputs $/x.jsonl | --inputs | INPUT"})
    void twoThatAreOneAreRefused(String line, String written, String other) {
        var before = folder.names();
        Run run = Run.of(folder.arguments(line));
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("smoothie: " + written) && run.err().contains(other), run.err());
        assertEquals(before, folder.names());
        assertEquals(Broken.SAMPLES, folder.text("x.jsonl"));
        assertEquals(MODELS, folder.text("m.yaml"));
    }

    @Test
    void linksAreSeenThrough() throws IOException {
        Files.createSymbolicLink(folder.at("link"), folder.at("x.jsonl"));
        Files.createLink(folder.at("hard"), folder.at("x.jsonl"));
        for (String name : new String[]{"link", "hard"}) {
            assertEquals(2, Run.of(folder.arguments("route $/x.jsonl -o $/" + name)).code());
            assertEquals(Broken.SAMPLES, folder.text("x.jsonl"));
        }
    }
}
