package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie fit}, and the commands that read a fitted state, with files and with an embedder. */
class FitCommandTest {
    private static final String OF_T = " --input-embeddings $/t.x.npy --generation-embeddings $/t.l.npy";
    private static final String OF_S = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy";
    private static final String LETTERS = """
            {"id": 1, "input": "who", "generations": {"a": "anna", "b": "bob", "c": "anna"}}
            {"id": 2, "input": "what", "generations": {"a": "a thing", "b": null, "c": "thing"}}
            {"id": 3, "input": "how", "generations": {"b": "yes", "a": "anna", "c": "d"}}
            """;

    @TempDir
    static Path plugins;

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeAll
    static void compile(@TempDir Path work) {
        LettersPlugin.write(plugins, work);
    }

    @BeforeEach
    void write() {
        folder = new Folder(directory).file("l.jsonl", LETTERS);
        TinySet.of(1, 30, 1).write(folder, "s");
        TinySet.of(2, 40, 2).write(folder, "t");
    }

    private Run good(String arguments) {
        return Run.good(folder.arguments(arguments));
    }

    private void fails(int code, String part, String arguments) {
        Run run = Run.of(folder.arguments(arguments));
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(part), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--neighbors 3", "--method global", "--method consensus", "--method shrunk"})
    void routesAreThoseOfTheTrainingSamples(String method) {
        good("fit $/t.jsonl -o $/state" + OF_T);
        good("route $/s.jsonl --fitted $/state -o $/f.jsonl " + method + OF_S);
        good("route $/s.jsonl --train $/t.jsonl -o $/t.routes --train-input-embeddings $/t.x.npy"
                + " --train-generation-embeddings $/t.l.npy " + method + OF_S);
        assertEquals(folder.text("t.routes"), folder.text("f.jsonl"));
    }

    @Test
    void aTableSaysWhatWasLearntAndWhatToTypeNext() {
        Run run = good("fit $/t.jsonl -o $/state" + OF_T);
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.getFirst().matches("fitted: 40 samples of 4 generators, [0-9.]+ kB in .*state"), run.out());
        assertEquals("errors: squared distances", lines.get(1));
        assertTrue(lines.get(3).startsWith("ant "), "the best comes first");
        assertTrue(run.err().contains("next: smoothie route INPUT --fitted "), run.err());
        assertEquals(lines.subList(3, 7).stream().map(line -> line.split(" ", 2)[0]).toList(),
                good("score --fitted $/state").out().lines().skip(1).limit(4).map(line -> line.split(" ", 2)[0])
                        .toList());
        assertTrue(good("fit --check $/state").out().contains("is whole: 4 files"));
    }

    /** View, comparison and embedder are those of the state, and old texts are not embedded again. */
    @Test
    void whatTheStateKnowsNeedNotBeSaid() throws Exception {
        String letters = " --plugin-dir " + plugins + " --no-cache";
        good("fit $/l.jsonl --compare equality --embedder letters:$/log -o $/answers" + letters);
        assertTrue(good("score --fitted $/answers" + letters).out().contains("as the votes tell"));
        folder.file("n.jsonl", "{\"id\": 9, \"input\": \"whom\"}\n");
        good("fit $/l.jsonl --embedder letters:$/log -o $/state" + letters);
        assertTrue(folder.text("log").contains("anna"));
        Files.delete(directory.resolve("log"));
        good("route $/n.jsonl --fitted $/state -o $/out.jsonl" + letters);
        assertTrue(folder.text("log").contains("whom"));
        assertFalse(folder.text("log").contains("anna"));
        Files.delete(directory.resolve("log"));
        folder.file("more.jsonl", "{\"id\": 7, \"input\": \"where\", \"generations\": {\"a\": \"x\", \"b\": \"y\"}}\n");
        Run run = good("fit --add $/more.jsonl --fitted $/state -o $/state" + letters);
        assertTrue(folder.text("log").contains("where"));
        assertFalse(folder.text("log").contains("anna"));
        assertTrue(run.err().contains("generators of the state that the added samples do not have: c"), run.err());
        fails(1, "was fitted with the embedder letters:",
                "route $/n.jsonl --fitted $/state -o $/out.jsonl --embedder letters:$/log,keep=x" + letters);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"fit | Missing required parameter: 'TRAIN'",
            "fit $/t.jsonl | Missing required option: '--output=STATE'", "fit --fitted $/x -o $/y | needs --add MORE",
            "fit --add $/t.jsonl -o $/y | --add needs --fitted STATE",
            "fit $/t.jsonl --neighbors 0 -o $/y | --neighbors must be at least 1, got 0",
            "fit --check $/x -o $/y | only checks a state",
            "fit $/t.jsonl -o $/t.jsonl | would overwrite the file of TRAIN",
            "fit - - -o $/y | standard input (-) is given twice",
            "fit $/s.jsonl --fitted $/x -o $/y --add $/t.jsonl | with --add and without",
            "route $/s.jsonl --fitted $/x --train $/t.jsonl | cannot be given together",
            "route $/s.jsonl --fitted $/x --labels $/t.jsonl | leave one of the two out",
            "score $/s.jsonl --fitted $/x | leave one of the two out", "score | Missing required parameter: 'INPUT'",
            "score --fitted $/x --report $/r.html | have no meaning with it",
            "score --fitted $/x --method reviews | a fitted state keeps none"})
    void wrongUsageIsSaid(String arguments, String part) {
        fails(2, part, arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"route $/s.jsonl --fitted $/nowhere | there is no such folder",
            "route $/s.jsonl --fitted $/s.jsonl | is a file, and no fitted state",
            "score --fitted $/nowhere | there is no such folder", "fit --check $/nowhere | there is no such folder",
            "fit $/s.jsonl -o $/no/state | there is no directory"})
    void whatIsNoStateIsSaid(String arguments, String part) {
        fails(1, part, arguments + (arguments.startsWith("route") || arguments.startsWith("fit $") ? OF_S : ""));
    }
}
