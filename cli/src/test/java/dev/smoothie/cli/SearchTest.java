package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code --neighbors-search}: a plugin's index in place of exact search. */
class SearchTest {

    @TempDir
    static Path plugins;

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeAll
    static void compile(@TempDir Path work) {
        SearchPlugin.write(plugins, work);
    }

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        TinySet.of(4, 80, 1).write(folder, "s");
    }

    private Run run(String arguments) {
        return Run.good(folder.arguments(arguments + " --plugin-dir " + plugins));
    }

    private Run route(String arguments) {
        return run("route $/s.jsonl --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy --neighbors 6 "
                + arguments);
    }

    private static String neighbors(Run run) {
        return run.err().lines().filter(line -> line.startsWith("neighbours: ")).reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }

    @Test
    void aPerfectIndexRoutesLikeExactSearch() {
        String exact = neighbors(route("-o $/exact.jsonl"));
        String plain = neighbors(route("--neighbors-search plain -o $/plain.jsonl"));
        assertEquals("", exact);
        assertEquals(folder.text("exact.jsonl"), folder.text("plain.jsonl"));
        assertTrue(plain.startsWith("neighbours: plain (skip 9999): saved to %s, built in "
                .formatted(folder.at("s.x.npy.plain"))) && plain.contains(", recall@6 1.000 ± 0.000 on 80 samples"),
                plain);
        assertEquals(1, plain.lines().count(), plain);
    }

    @Test
    void theIndexIsKeptBesideTheDataAsLongAsItFits() {
        route("--neighbors-search plain:skip=5 -o $/a.jsonl");
        String again = neighbors(route("--neighbors-search plain:skip=5 -o $/b.jsonl"));
        assertTrue(again.contains("plain (skip 5): loaded from " + folder.at("s.x.npy.plain")), again);
        assertEquals(folder.text("a.jsonl"), folder.text("b.jsonl"));
        String other = neighbors(route("--neighbors-search plain:skip=6 -o $/c.jsonl"));
        assertTrue(other.startsWith(
                "neighbours: %s is not used: it was made by plain 1.2 (skip=5), and is wanted by plain 1.2 (skip=6)"
                        .formatted(folder.at("s.x.npy.plain")))
                && other.contains("\nneighbours: plain (skip 6): saved to"),
                other);
    }

    @Test
    void jsonSaysWhatWasMissed() {
        Json summary = Json.of(route("--neighbors-search plain:skip=2 --json -o $/a.jsonl").err());
        Json search = summary.get("neighbors_search");
        assertEquals("plain (skip 2)", search.get("search").text());
        assertEquals(6, search.get("neighbors").number());
        assertEquals(80, search.get("samples").number());
        // Every other row cannot be found: about half of all neighbours.
        assertEquals(0.5, search.get("recall").number(), 0.15);
        assertTrue(search.get("standard_error").number() > 0);
        assertFalse(route("--json -o $/b.jsonl").err().contains("neighbors_search"));
    }

    @Test
    void inTrainingTheIndexIsThatOfTheTrainingInputs() {
        TinySet.of(5, 30, 1).write(folder, "new");
        String line = "route $/new.jsonl --input-embeddings $/new.x.npy --neighbors 6 --train $/s.jsonl"
                + " --train-input-embeddings $/s.x.npy --train-generation-embeddings $/s.l.npy ";
        run(line + "-o $/exact.jsonl");
        String note = neighbors(run(line + "--neighbors-search plain -o $/plain.jsonl"));
        assertEquals(folder.text("exact.jsonl"), folder.text("plain.jsonl"));
        assertTrue(note.contains("on 30 samples"), note);
        assertTrue(Files.exists(folder.at("s.x.npy.plain")));
        assertFalse(Files.exists(folder.at("new.x.npy.plain")));
    }

    @Test
    void evaluateLooksUpThroughIt() {
        String samples = folder.text("s.jsonl").lines()
                .map(line -> line.substring(0, line.length() - 1)
                        + ", \"scores\": {\"ant\": 1, \"bee\": 0.5, \"cat\": 0, \"dog\": 0}}\n")
                .reduce("", String::concat);
        folder.file("s.jsonl", samples);
        Run found = run("evaluate $/s.jsonl --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy"
                + " --neighbors 3,6 --neighbors-search plain --report $/page.html");
        assertEquals(1, neighbors(found).lines().count(), found::err);
        assertEquals(List.of("page.html", "s.jsonl", "s.l.npy", "s.x.npy", "s.x.npy.plain"), folder.names());
        assertTrue(folder.text("page.html").contains("\"neighbors_search\":{\"search\":\"plain (skip 9999)\""));
    }
}
