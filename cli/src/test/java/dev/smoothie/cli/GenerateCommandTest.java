package dev.smoothie.cli;

import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests {@code smoothie generate} and {@code route --models} with a plugin whose answers are its option and the prompt.
 */
class GenerateCommandTest {
    private static final String PLUGIN = """
            public String name() { return "echo"; }
            public List<LanguageModelFactory> languageModels() { return List.of(new LanguageModelFactory() {
                static final Option<String> SAYS = Option.text("says", "").required();
                public String name() { return "echo"; }
                public String description() { return "echoes"; }
                public List<Option<?>> options() { return List.of(SAYS); }
                public LanguageModel open(PluginContext context, Options options) {
                    return new LanguageModel() {
                        public String model() { return "echo"; }
                        public Completion generate(Prompt prompt) {
                            if (prompt.text().startsWith("deny")) {
                                throw new LanguageModelException(LanguageModelException.Kind.DENIED, "not you", null);
                            }
                            return Completion.of(options.require(SAYS) + prompt.text(), 4, 2);
                        }
                    };
                }
            }); }
            """;
    private static final String MODELS = """
            - {name: a, plugin: echo, options: {says: x}, price: {input: 1, output: 3}}
            - {name: b, plugin: echo, options: {says: y}, price: {input: 0, output: 100}}
            - {name: c, plugin: echo, options: {says: x}, prompt: "{input}", price: {input: 1, output: 1}}
            """;
    private static final String PROMPTS = """
            {"id": 1, "input": "one"}
            {"id": 2, "input": "two"}
            """;

    @TempDir
    static Path plugins;

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeAll
    static void compile(@TempDir Path work) throws IOException {
        new PluginJar(work).plugin("echo.Main", PLUGIN).write(plugins.resolve("echo/echo.jar"));
        Path letters = plugins.resolve("letters");
        letters.toFile().mkdir();
        LettersPlugin.write(letters, work.resolve("letters"));
    }

    @BeforeEach
    void write() {
        folder = new Folder(directory).file("p.jsonl", PROMPTS).file("m.yaml", MODELS);
    }

    private Run run(String line) {
        return Run.of(folder.arguments(line + " --plugin-dir " + plugins));
    }

    private Run good(String line) {
        return Run.good(folder.arguments(line + " --plugin-dir " + plugins));
    }

    @Test
    void generationsAreWrittenAndSummed() {
        Run run = good("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl");
        assertEquals(
                """
                        {"id":1,"input":"one","generations":{"a":"xone","b":"yone","c":"xone"},"cost":{"a":1.0E-5,"b":2.0E-4,"c":6.0E-6}}
                        {"id":2,"input":"two","generations":{"a":"xtwo","b":"ytwo","c":"xtwo"},"cost":{"a":1.0E-5,"b":2.0E-4,"c":6.0E-6}}
                        """,
                folder.text("g.jsonl"));
        assertTrue(run.err().lines().anyMatch(line -> line.matches("b +2 +0 +0 +2 +8 +4 +0.0004 +\\S+ +\\S+ +\\S+")),
                run.err());
        assertEquals(List.of("g.jsonl", "g.jsonl.journal", "m.yaml", "p.jsonl"), folder.names());
    }

    @Test
    void theSummaryAsJson() {
        good("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl");
        List<Json> reports = Json.of(good("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl --json").err()).list();
        assertEquals(3, reports.size());
        assertEquals("c", reports.get(2).get("generator").text());
        assertEquals(2, reports.get(2).get("done").number());
        assertEquals(2, reports.get(2).get("recalled").number());
        assertEquals(0, reports.get(2).get("requests").number());
        assertEquals(1.2e-5, reports.get(2).get("cost").number(), 1e-15);
        assertTrue(reports.get(2).get("seconds").get("p50").number() > 0);
    }

    @Test
    void routeGeneratesFirst() {
        Run run = good("route $/p.jsonl --models $/m.yaml -o $/r.jsonl --neighbors 1 --embedder letters:$/log");
        assertEquals(2, folder.text("r.jsonl").lines().count());
        Json route = Json.of(folder.text("r.jsonl").lines().findFirst().orElseThrow());
        assertEquals("a", route.get("model").text());
        assertEquals("xone", route.get("generation").text());
        assertTrue(folder.names().contains("r.jsonl.generations.jsonl"), folder.names().toString());
        assertTrue(run.err().contains("cost: "), run.err());
    }

    /** a and c say the same, and c is cheaper. */
    @Test
    void whatItCostsCanBeWeighed() {
        good("route $/p.jsonl --models $/m.yaml -o $/r.jsonl --neighbors 1 --embedder letters:$/log --cost-weight 1");
        assertTrue(folder.text("r.jsonl").lines().allMatch(line -> Json.of(line).get("model").text().equals("c")),
                folder.text("r.jsonl"));
    }

    @Test
    void withTrainingOnlyTheRoutedGeneratorIsAsked() {
        good("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl");
        folder.file("new.jsonl", "{\"id\": 3, \"input\": \"three\"}\n");
        Run run = good("route $/new.jsonl --models $/m.yaml -o $/r.jsonl --train $/g.jsonl --neighbors 2"
                + " --embedder letters:$/log");
        assertEquals("{\"id\":3,\"input\":\"three\",\"generations\":{\"a\":\"xthree\"},\"cost\":{\"a\":1.0E-5}}\n",
                folder.text("r.jsonl.generations.jsonl"));
        Json route = Json.of(folder.text("r.jsonl").strip());
        assertEquals("a", route.get("model").text());
        assertEquals("xthree", route.get("generation").text());
        // a costs 10; by the tokens of a's answer, b costs 200 and c costs 6.
        assertTrue(run.err().contains("asked for 1 outputs, not for all 3: 2 requests saved; cost 0.0000, not about"
                + " 0.0002"), run.err());
    }

    @Test
    void theJsonOfRouteSaysWhatWasGeneratedAndNothingElseIsPrinted() {
        String line = "route $/p.jsonl --models $/m.yaml -o $/r.jsonl --neighbors 1 --embedder letters:$/log --json";
        Json json = Json.of(good(line).err());
        List<Json> generated = json.get("generated").list();
        assertEquals(List.of("a", "b", "c"), generated.stream().map(report -> report.get("generator").text()).toList());
        assertEquals(2, generated.getFirst().get("requests").number());
        assertEquals(2, json.get("samples").number());
        folder.file("new.jsonl", "{\"id\": 3, \"input\": \"three\"}\n");
        json = Json.of(good("route $/new.jsonl --models $/m.yaml -o $/n.jsonl --train $/r.jsonl.generations.jsonl"
                + " --neighbors 2 --embedder letters:$/log --json").err());
        assertTrue(json.get("savings").text().startsWith("asked for 1 outputs, not for all 3"), json.toString());
    }

    @Test
    void aGeneratorThatCannotBeAskedIsNotRoutedTo() {
        good("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl");
        folder.file("new.jsonl", "{\"id\": 3, \"input\": \"three\"}\n").file("b.yaml", MODELS.lines().skip(1).limit(1)
                .findFirst().orElseThrow());
        good("route $/new.jsonl --models $/b.yaml -o $/r.jsonl --train $/g.jsonl --neighbors 2"
                + " --embedder letters:$/log");
        assertEquals("b", Json.of(folder.text("r.jsonl").strip()).get("model").text());
        folder.file("other.yaml", "- {name: z, plugin: echo, options: {says: z}}\n");
        Run run = run("route $/new.jsonl --models $/other.yaml -o $/r2.jsonl --train $/g.jsonl --neighbors 2"
                + " --embedder letters:$/log");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("none of the generators of the training set (a, b, c) is in --models (z)"),
                run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "generate $/p.jsonl -o $/g.jsonl | 2 | nobody to ask: give --models models.yaml for outputs",
            "generate $/p.jsonl --models $/m.yaml | 2 | Missing required option: '--output=OUT'",
            "generate $/p.jsonl --models $/m.yaml -o - | 2 | generations cannot go to standard output, because their journal",
            "generate $/p.jsonl --models $/m.yaml -o $/./p.jsonl | 2 | would overwrite the file of PROMPTS",
            "route $/p.jsonl --train $/p.jsonl --models $/m.yaml -o $/r --method posterior | 2 | use --method local or --method global",
            "generate $/p.jsonl --models $/no.yaml -o $/g.jsonl | 1 | no.yaml: no such file",
            "generate $/no.jsonl --models $/m.yaml -o $/g.jsonl | 1 | no.jsonl: no such file",
            "generate $/p.jsonl --models $/m.yaml -o $/no/g.jsonl | 1 | there is no directory",
            "route $/p.jsonl --models $/m.yaml | 2 | --models asks for outputs, which must be kept in a file",
            "route $/p.jsonl --retry-failed | 2 | --generations, --retry-failed and --keep-thinking only work together with --models",
            "route $/p.jsonl --models $/m.yaml -o $/r --generation-embeddings $/l.npy | 2 | --generation-embeddings are embeddings of outputs that exist",
            "route $/p.jsonl --models $/m.yaml -o $/r --embedder none | 1 | there is no embedder 'none'",
            "route $/p.jsonl --models $/m.yaml -o $/r --neighbors-search none | 1 | there is no neighbour search 'none'",
            "route $/p.jsonl --models $/m.yaml -o $/r --families $/no.json | 1 | there is no such file",
            "route $/p.jsonl --models $/m.yaml -o $/r --prices $/no.yaml | 1 | no.yaml: no such file",
            "route $/p.jsonl --models $/free.yaml -o $/r --budget 1 | 1 | needs the cost of every generator",
            "route $/p.jsonl --models $/m.yaml -o $/r --input-embeddings $/no.npy | 1 | no.npy: cannot read: no such file"})
    void wrongUsageIsSaidBeforeAnythingIsAsked(String line, int code, String expected) {
        folder.file("free.yaml", MODELS.replaceAll(", price: [^}]*}", ""));
        Run run = run(line);
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(expected), run.err());
        assertFalse(folder.names().stream().anyMatch(name -> name.endsWith(".journal")), folder.names().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "- {name: a, plugin: none} | generator 'a': there is no language model 'none'; known are: echo",
            "- {name: a, plugin: echo} | generator 'a': language model 'echo': the option 'says' is missing",
            "- {name: a, plugin: echo, options: {says: x, sais: y}} | there is no option 'sais'; known are: says (a text"})
    void aGeneratorThatCannotBeOpenedIsNamed(String yaml, String expected) {
        folder.file("m.yaml", yaml);
        Run run = run("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl");
        assertEquals(1, run.code());
        assertTrue(run.err().contains(expected), run.err());
    }

    @Test
    void routingNeedsThreeGeneratorsBeforeAnyIsAsked() {
        folder.file("m.yaml", MODELS.lines().limit(2).reduce("", (all, line) -> all + line + "\n"));
        Run run = run("route $/p.jsonl --models $/m.yaml -o $/r.jsonl --neighbors 1");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("Smoothie needs at least 3 generators, got 2 (a, b) in "), run.err());
        assertEquals(List.of("m.yaml", "p.jsonl"), folder.names());
    }

    @Test
    void withoutASingleOutputThereIsNoFile() {
        folder.file("p.jsonl", PROMPTS.replace("\"one\"", "\"deny 1\"").replace("\"two\"", "\"deny 2\"")
                + "{\"id\": 3, \"input\": \"deny 3\"}\n");
        Run run = run("generate $/p.jsonl --models $/m.yaml -o $/g.jsonl");
        assertEquals(1, run.code());
        assertTrue(run.err().contains(
                "no generator gave a single output; 'a': was given up: the provider refuses: not you"), run.err());
        assertFalse(folder.names().contains("g.jsonl"));
    }
}
