package dev.smoothie.cli;

import dev.smoothie.pipeline.writing.SimulationFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.when;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie simulate}, and {@code smoothie score} on what it writes, whose truth is known. */
class SimulateCommandTest {
    private static final String SCORE = "score $/set.jsonl --generation-embeddings $/set.outputs.npy ";

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(directory);
    }

    private Run run(String line) {
        return Run.good(folder.arguments(line));
    }

    @Test
    void writesSamplesEmbeddingsAndTheTruth() {
        run("simulate $/set --samples 50 --dimension 4 --errors 0.1,0.2,0.4 --topics 2 --missing 0.2");
        assertEquals(List.of("set.inputs.npy", "set.jsonl", "set.outputs.npy", "set.truth.json"), folder.names());
        assertEquals("(50, 4)", folder.npy("set.inputs.npy").shape().replace(",)", ")"));
        Folder.Array outputs = folder.npy("set.outputs.npy");
        assertEquals("(50, 3, 4)", outputs.shape());
        List<Json> samples = folder.text("set.jsonl").lines().map(Json::of).toList();
        assertEquals(50, samples.size());
        int missing = 0;
        for (int sample = 0; sample < 50; sample++) {
            Json line = samples.get(sample);
            assertEquals("s" + sample, line.get("id").text());
            boolean first = line.get("dataset").text().equals("topic-1");
            assertEquals(first ? 0.1 : 0.2, line.get("error").get("model-1").number(), 0);
            for (int g = 0; g < 3; g++) {
                String model = SimulationFiles.name(g);
                boolean there = line.get("generations").get(model).value() != null;
                missing += there ? 0 : 1;
                assertEquals(there, line.get("scores").get(model).value() != null);
                assertEquals(there, outputs.values()[(sample * 3 + g) * 4] != 0);
            }
        }
        assertTrue(missing > 10 && missing < 60, "missing: " + missing);
        Json truth = Json.of(folder.text("set.truth.json").strip());
        Json topics = truth.get("topics");
        assertEquals(0.1, topics.get("topic-1").get("model-1").number(), 0);
        assertEquals(0.2, topics.get("topic-2").get("model-1").number(), 0);
        assertEquals(0.1, topics.get("topic-2").get("model-3").number(), 0);
        assertEquals(0.15, truth.get("error").get("model-1").number(), 1e-12);
    }

    @Test
    void scoresRecoverTheErrors() {
        run("simulate $/set --samples 600 --dimension 16 --generators 6");
        Json scores = Json.of(run(SCORE + "--json").out());
        Json truth = Json.of(folder.text("set.truth.json").strip());
        for (Json generator : scores.get("generators").list()) {
            double expected = truth.get("error").get(generator.get("generator").text()).number();
            assertEquals(expected, generator.get("error").number(), 2.5 * generator.get("margin").number());
        }
        assertEquals("weak", scores.get("signal").get("verdict").text(), "of whole texts it is never strong");
        assertEquals(List.of(), scores.get("dependence").get("together").list());
        assertNull(scores.get("families").value());
        String text = run(SCORE).out();
        assertTrue(text.contains("dependence: no two generators err together (make the same mistakes), at 95 %\n"),
                text);
    }

    /** The example of the help: the two worst models look best, because they make their errors together. */
    @Test
    void familiesAreFoundAndTheRankingIsGivenAgain() {
        run("simulate $/set --errors 0.6,0.6,0.5,0.5,0.5 --families 2 --correlation 0.5 --dimension 32");
        String text = run(SCORE).out();
        assertTrue(text.lines().anyMatch(
                line -> line.matches("  model-1 and model-2 err together: ρ = 0\\.(48|49|50|51|52) ± 0\\.01")), text);
        assertTrue(text.contains("\nfamilies: {model-1, model-2}\n"), text);
        Json scores = Json.of(run(SCORE + "--json").out());
        assertTrue(List.of("model-1", "model-2")
                .contains(scores.get("generators").list().getFirst().get("generator").text()));
        List<Json> again = scores.get("families").get("generators").list();
        for (Json generator : again.subList(3, 5)) {
            assertTrue(List.of("model-1", "model-2").contains(generator.get("generator").text()), text);
            assertEquals(0.6, generator.get("error").number(), 5 * generator.get("standard_error").number());
        }
        Json dependence = scores.get("dependence");
        assertEquals(0.5, dependence.get("correlation").list().get(1).list().getFirst().number(), 0.05);
        assertEquals(5, dependence.get("standard_error").list().size());
    }

    @Test
    void familiesCanBeNamedOrLeftOut() {
        run("simulate $/set --errors 0.6,0.6,0.5,0.5,0.5 --families 2 --correlation 0.5 --samples 200");
        folder.file("f.json", "[[\"model-5\", \"model-3\"]]");
        String named = run(SCORE + "--families $/f.json").out();
        assertTrue(named.contains("\nfamilies: {model-3, model-5}\n"), named);
        String without = run(SCORE + "--families none").out();
        assertTrue(without.contains("model-1 and model-2 err together") && !without.contains("families: "), without);
        Run routed = run("route $/set.jsonl --method global --generation-embeddings $/set.outputs.npy -o $/r.jsonl");
        assertTrue(routed.err().contains("\nfamilies: {model-1, model-2}\n"), routed::err);
    }

    @Test
    void theSameSeedWritesTheSameFiles() {
        run("simulate $/a --samples 20 --duplicates 0.5 --clones 2 --seed 7");
        run("simulate $/b --samples 20 --duplicates 0.5 --clones 2 --seed 7");
        run("simulate $/c --samples 20 --duplicates 0.5 --clones 2 --seed 8");
        for (String suffix : List.of(".jsonl", ".inputs.npy", ".outputs.npy", ".truth.json")) {
            assertArrayEquals(folder.bytes("a" + suffix), folder.bytes("b" + suffix), suffix);
        }
        assertTrue(!folder.text("a.jsonl").equals(folder.text("c.jsonl")));
        assertTrue(folder.text("a.jsonl").contains("\"model-8\":\"model-2 on question"), "the last are copies");
    }

    static Stream<Broken> broken() {
        return Stream.of(when("no samples").run("simulate $/s --samples 0").isWrongUsage("at least one sample", "0"),
                when("more families than generators").run("simulate $/s --families 5,4")
                        .isWrongUsage("more members than there are generators"),
                when("errors and generators").run("simulate $/s --errors 1,2,3 --generators 3")
                        .isWrongUsage("--errors", "--generators"),
                when("a negative error").run("simulate $/s --errors 1,-2,3").isWrongUsage("-2.0"),
                when("everything missing").run("simulate $/s --missing 1").isWrongUsage("below 1"),
                when("no such folder").run("simulate $/no/s").fails("$/no", "create it first"),
                when("no such families").run(families("$/none.json")).fails("--families", "$/none.json",
                        "auto, none or a file"),
                when("families that are no JSON").file("f.json", "a, b").run(families("$/f.json")).fails("--families",
                        "$/f.json", "not JSON", "[[\"a-7b\""),
                when("families that are no arrays").file("f.json", "[\"a\", \"b\"]").run(families("$/f.json"))
                        .fails("$/f.json", "array of families"),
                when("families that end early").file("f.json", "[[\"a\", \"b\"").run(families("$/f.json"))
                        .fails("$/f.json", "not JSON"),
                when("an unknown member").file("f.json", "[[\"a\", \"d\"]]").run(families("$/f.json"))
                        .fails("no generator \"d\"", "a, b, c"),
                when("a member twice").file("f.json", "[[\"a\"], [\"a\", \"b\"]]").run(families("$/f.json"))
                        .fails("\"a\" is named twice"),
                when("two families are left").file("f.json", "[[\"a\", \"b\"]]").run(families("$/f.json"))
                        .fails("leaves 2 families of 3 generators", "at least 3"));
    }

    private static String families(String file) {
        return "score $/x.jsonl --generation-embeddings $/l.npy --families " + file;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void failsWithOneMessageAndLeavesNothingBehind(Broken broken) {
        broken.check(folder);
    }
}
