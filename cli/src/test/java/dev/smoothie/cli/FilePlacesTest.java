package dev.smoothie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    /** Files that do not exist yet are the same if their real folders are; two outputs would mix in a pipe. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"route $/x.jsonl -o $/link/r --report $/real/r",
            "route $/x.jsonl -o $/nowhere --report $/real/new", "route $/x.jsonl -o $/real/../r --report $/r",
            "route $/x.jsonl -o $/pipe --report $/pipe", "score $/pipe --report $/pipe",
            "route $/x.jsonl --models $/m.yaml -o $/r --generations $/link/g --report $/real/g.journal",
            "generate $/x.jsonl --models $/real/m.journal -o $/link/m",
            "route $/x.jsonl -o $/r --report /dev/stdout", "generate $/x.jsonl --models $/m.yaml -o /dev/null",
            "generate $/x.jsonl --models $/m.yaml -o $/pipe", "route $/x.jsonl --models $/m.yaml -o /dev/stdout",
            "evaluate $/x.jsonl -o /dev/stdout"})
    void linksPipesAndDevicesAreSeenThrough(String line) throws Exception {
        Files.createDirectory(folder.at("real"));
        Files.writeString(folder.at("real/m.journal"), MODELS);
        Files.createSymbolicLink(folder.at("link"), folder.at("real"));
        Files.createSymbolicLink(folder.at("nowhere"), folder.at("real/new"));
        assertEquals(0, new ProcessBuilder("mkfifo", folder.at("pipe").toString()).start().waitFor());
        var before = folder.names();
        Run run = Run.of(folder.arguments(line));
        assertEquals(2, run.code(), run.err());
        assertEquals(before, folder.names());
    }

    /** What has to be a file is refused if it is something else, and is not waited for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"score $/x.jsonl --plugin-dir $/pipe | not a directory",
            "score $/x.jsonl --plugin-dir /dev/null | not a directory",
            "score $/x.jsonl --generation-embeddings $/pipe | a pipe or a device"})
    @Timeout(60)
    void aPipeIsNotWaitedFor(String line, String reason) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.at("pipe").toString()).start().waitFor());
        Run run = Run.of(folder.arguments(line));
        assertTrue(run.code() != 0 && run.err().contains(reason), run.err());
    }
}
