package dev.smoothie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests embedding by a plugin: {@code smoothie embed}, and the other commands when they embed. */
class EmbedderTest {
    private static final String SAMPLES = """
            {"id": 1, "input": "who", "generations": {"a": "anna", "b": "bob", "c": "anna"}}
            {"id": 2, "input": "what", "generations": {"a": "a thing", "b": null, "c": ""}}
            {"id": 3, "input": "who", "generations": {"b": "yes\\nno", "a": "anna", "d": "d"}}
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
        folder = new Folder(directory).file("s.jsonl", SAMPLES);
    }

    private Run run(String arguments) {
        return Run.good(folder
                .arguments(arguments + " --plugin-dir " + plugins + " --embedder letters:" + folder.at("log")));
    }

    @Test
    void aPluginThatFailsIsNamed() {
        folder.file("s.jsonl", SAMPLES.replace("\"bob\"", "\"overflow\""));
        Run run = Run.of(folder.arguments("score $/s.jsonl --plugin-dir " + plugins + " --embedder letters:$/log"));
        assertEquals(1, run.code());
        assertTrue(run.err().contains("smoothie: embedder 'letters' failed when asked to embed "), run.err());
        assertTrue(run.err().contains("too deep for the stack (StackOverflowError); choose another --embedder"),
                run.err());
    }

    @Test
    void aPluginThatDoesNotLoadIsMentioned() throws IOException {
        Path broken = Files.createDirectory(folder.at("broken"));
        Files.writeString(broken.resolve("x.jar"), "no jar");
        Run run = run("score $/s.jsonl --plugin-dir " + broken);
        assertTrue(run.err().contains("the plugin in %s did not load: x.jar is not a readable jar".formatted(broken)),
                run.err());
    }

    /** The texts that the embedder was given, sorted; line feeds are slashes. */
    private List<String> log() {
        return folder.text("log").lines().sorted().toList();
    }

    private static float[] vectors(String... texts) {
        float[] vectors = new float[texts.length * LettersPlugin.DIMENSION];
        for (int i = 0; i < texts.length; i++) {
            if (texts[i] != null) {
                System.arraycopy(LettersPlugin.vector(texts[i]), 0, vectors, i * LettersPlugin.DIMENSION,
                        LettersPlugin.DIMENSION);
            }
        }
        return vectors;
    }

    @Test
    void embedWritesInputsAndOutputs() {
        Run run = run("embed $/s.jsonl --inputs $/x.npy --generations $/l.npy");
        assertEquals("(3, 27)", folder.npy("x.npy").shape());
        assertArrayEquals(vectors("who", "what", "who"), folder.npy("x.npy").values());
        assertEquals("(3, 4, 27)", folder.npy("l.npy").shape());
        assertArrayEquals(vectors("anna", "bob", "anna", null, "a thing", null, "", null, "anna", "yes\nno", null, "d"),
                folder.npy("l.npy").values());
        assertTrue(run.err().contains("11 texts, 8 distinct") && run.err().contains("16 tokens"), run::err);
        assertTrue(run.err().contains("wrote " + folder.at("l.npy") + " [3, 4, 27]"), run::err);
        assertEquals("", run.out());
        assertEquals(List.of("l.npy", "log", "s.jsonl", "x.npy"), folder.names());
    }

    @Test
    void equalTextsAreEmbeddedOnce() {
        run("embed $/s.jsonl --inputs $/x.npy --generations $/l.npy");
        assertEquals(List.of("", "a thing", "anna", "bob", "d", "what", "who", "yes/no"), log());
    }

    @Test
    void onlyWhatIsAskedForIsEmbedded() {
        run("embed $/s.jsonl --inputs $/x.npy");
        assertEquals(List.of("what", "who"), log());
    }

    @Test
    void severalOutputsHaveAnAxis() {
        folder.file("s.jsonl", "{\"generations\": {\"a\": [\"x\", \"y\"], \"b\": [\"z\"], \"c\": \"w\"}}");
        run("embed $/s.jsonl --generations $/l.npy");
        assertEquals("(1, 2, 3, 27)", folder.npy("l.npy").shape());
        assertArrayEquals(vectors("x", "z", "w", "y", null, null), folder.npy("l.npy").values());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"first-line | ,a thing,anna,bob,d,yes | 0",
            "regex:([a-n])[no] | ,a,b,i,n | 2",
            "input+output | what ,what a thing,who anna,who bob,who d,who yes/no | 0",
            "json:/x | | 8"})
    void theViewIsWhatIsEmbedded(String view, String texts, String notFound) {
        Run run = run("embed $/s.jsonl --generations $/l.npy --view " + view);
        assertEquals(texts == null ? Set.of("") : new TreeSet<>(List.of(texts.split(","))),
                new TreeSet<>(folder.text("log").lines().toList()));
        if (notFound.equals("0")) {
            assertFalse(run.err().contains("view: "), run::err);
        } else {
            assertTrue(run.err().contains("view: %s found nothing in %s outputs".formatted(view, notFound)), run::err);
        }
    }

    @ParameterizedTest
    @CsvSource({"--neighbors 2", "--method global", "--method posterior"})
    void routingTextsIsRoutingTheirEmbeddings(String method) throws Exception {
        run("embed $/s.jsonl --inputs $/x.npy --generations $/l.npy");
        run("route $/s.jsonl -o $/texts.jsonl " + method);
        Run.good(folder.arguments(
                "route $/s.jsonl --input-embeddings $/x.npy --generation-embeddings $/l.npy -o $/files.jsonl "
                        + method));
        assertEquals(3, folder.text("texts.jsonl").lines().count());
        assertEquals(-1, Files.mismatch(folder.at("texts.jsonl"), folder.at("files.jsonl")));
    }

    private Run keeping(String arguments) {
        return Run.good(folder.arguments(arguments + " --plugin-dir " + plugins + " --embedder letters:"
                + folder.at("log") + ",keep=yes"));
    }

    /** The log is named in the options, so that the vectors are not those of another test. */
    @Test
    void theSecondCommandEmbedsNothing() {
        Run first = keeping("score $/s.jsonl");
        assertTrue(first.err().contains("8 texts, 6 distinct, in "), first::err);
        List<String> embedded = log();
        assertEquals(6, embedded.size());
        Run second = keeping("score $/s.jsonl");
        assertTrue(second.err().contains("embedder: letters; 8 texts, 6 distinct, 6 of them known, in "), second::err);
        assertFalse(second.err().contains("tokens"), second::err);
        assertEquals(first.out(), second.out());
        keeping("route $/s.jsonl --neighbors 2 -o $/known.jsonl");
        assertEquals(8, log().size(), "the inputs alone");
        keeping("route $/s.jsonl --neighbors 2 -o $/cold.jsonl --no-cache");
        assertEquals(16, log().size());
        assertEquals(folder.text("cold.jsonl"), folder.text("known.jsonl"));
        Json json = Json.of(keeping("route $/s.jsonl -o $/out.jsonl --json --method global").err());
        assertEquals(6, json.get("embedded").list().getFirst().get("known").number());
        assertEquals(0, json.get("embedded").list().getFirst().get("tokens").number());
    }

    @Test
    void cacheShowsWhatIsKeptAndClearDeletesIt() {
        keeping("score $/s.jsonl");
        Json json = Json.of(Run.good("cache", "--json").out());
        Json letters = json.get("models").list().stream().filter(part -> part.get("model").text().equals("letters"))
                .findFirst().orElseThrow();
        assertEquals(27, letters.get("dimension").number());
        assertTrue(letters.get("vectors").number() >= 6);
        String text = Run.good("cache").out();
        assertTrue(text.matches("(?s)\\S+vectors: [0-9,]+ vectors, .*B of at most .*letters +27 .*"), text);
        String deleted = Run.good("cache", "clear").out();
        assertTrue(deleted.matches("deleted [0-9,]+ vectors, [0-9.]+ .*, in \\S+vectors\\s+"), deleted);
        assertEquals(0, Json.of(Run.good("cache", "--json").out()).get("models").list().size());
        keeping("score $/s.jsonl");
        assertEquals(12, log().size());
        assertEquals(2, Run.of("cache", "empty").code());
    }

    /** A plugin that does not say what its vectors depend on is asked each time. */
    @Test
    void vectorsOfASilentPluginAreNotKept() {
        run("score $/s.jsonl");
        run("score $/s.jsonl");
        assertEquals(12, log().size());
    }

    @Test
    void whatEmbeddingTookIsInTheJson() {
        Json json = Json.of(run("route $/s.jsonl --view regex:[ab] -o $/out.jsonl --json --method global").err());
        Json embedded = json.get("embedded").list().getFirst();
        assertEquals(8, embedded.get("texts").number());
        assertEquals(3, embedded.get("distinct").number());
        assertEquals(6, embedded.get("tokens").number());
        assertEquals(3, embedded.get("outputs_not_found").number());
        assertEquals(2, embedded.get("samples_not_found").number());
    }

    @Test
    void trainingTextsAreEmbeddedBesideTheInputsToRoute() {
        folder.file("new.jsonl", "{\"input\": \"where\"}\n");
        run("route $/new.jsonl --train $/s.jsonl --neighbors 1 -o $/out.jsonl");
        assertEquals(List.of("", "a thing", "anna", "bob", "d", "what", "where", "who", "yes/no"), log());
        assertEquals(1, folder.text("out.jsonl").lines().count());
    }

    @Test
    void doctorListsThePluginAndItsEmbedder() {
        String line = "doctor --plugin-dir " + plugins;
        List<Json> findings = Json.of(Run.good(folder.arguments(line + " --json")).out()).list();
        Json embedder = findings.stream().filter(finding -> finding.get("kind").text().equals("embedder")).findFirst()
                .orElseThrow();
        assertEquals("letters", embedder.get("name").text());
        assertEquals("counts letters", embedder.get("detail").text());
        assertEquals(true, embedder.get("available").value());
        Json plugin = findings.stream().filter(finding -> finding.get("kind").text().equals("plugin")).findFirst()
                .orElseThrow();
        assertTrue(plugin.get("detail").text().startsWith("version 1.2, "), plugin.get("detail").text());
        assertTrue(findings.stream().anyMatch(finding -> finding.get("kind").text().equals("backend")
                && finding.get("name").text().equals("scalar") && finding.get("available").value().equals(true)));
        assertTrue(Run.good(folder.arguments(line)).out().contains("embedder         letters: counts letters"));
    }

    @Test
    void doctorSaysWhyAPluginDoesNotLoad() {
        BrokenInputsTest.directory(folder, "p");
        folder.file("p/broken.jar", "no jar");
        String line = Run.good(folder.arguments("doctor --plugin-dir $/p")).out().lines()
                .filter(text -> text.startsWith("plugin ")).findFirst().orElseThrow();
        assertTrue(line.contains("(not available)") && line.contains("broken.jar is not a readable jar"), line);
    }
}
