package dev.smoothie.cli;

import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * Tests {@code --method reviews} on simulated judges, and {@code generate --reviews} with a plugin that judges answers by
 * their first digit. No plugin is there that could embed anything.
 */
class ReviewCommandTest {
    private static final int N = 200;
    private static final List<String> WRITERS = List.of("a", "b", "c", "d");
    private static final double[] MEANS = {0.6, 0.2, -0.2, -0.6};
    /** What d gives its own outputs too much, in points. */
    private static final double VANITY = 4;

    private static final String PLUGIN = """
            public String name() { return "digits"; }
            public List<LanguageModelFactory> languageModels() { return List.of(new LanguageModelFactory() {
                static final Option<String> MOOD = Option.text("mood", "").withDefault("good");
                public String name() { return "digits"; }
                public String description() { return "judges answers by the digit in them"; }
                public List<Option<?>> options() { return List.of(MOOD); }
                public LanguageModel open(PluginContext context, Options options) {
                    return new LanguageModel() {
                        public String model() { return "digits"; }
                        public Completion generate(Prompt prompt) {
                            String mood = options.require(MOOD);
                            if (mood.equals("echo")) {
                                return Completion.of(prompt.text(), 100, 10);
                            }
                            var text = new StringBuilder();
                            var answer = java.util.regex.Pattern.compile("Answer \\\\d+:\\\\nsays (\\\\d)").matcher(prompt.text());
                            while (answer.find()) {
                                text.append(text.length() == 0 ? "" : ", ").append(answer.group(1));
                            }
                            boolean odd = mood.equals("odd") && prompt.sample().equals("q1");
                            return Completion.of(odd ? "I would rather not" : "Scores: [" + text + "]", 100, 10);
                        }
                    };
                }
            }); }
            """;

    @TempDir
    static Path plugins;

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeAll
    static void compile(@TempDir Path work) throws IOException {
        new PluginJar(work).plugin("digits.Main", PLUGIN).write(plugins.resolve("digits/digits.jar"));
    }

    /** Reviews by two judges and by writer d, of qualities that are the scores. */
    @BeforeEach
    void write() {
        folder = new Folder(directory);
        var random = new Random(5);
        var lines = new StringBuilder();
        for (int sample = 0; sample < N; sample++) {
            double[] truth = new double[4];
            for (int i = 0; i < 4; i++) {
                truth[i] = MEANS[i] + random.nextGaussian();
            }
            lines.append("{\"id\": \"q%d\", \"generations\": {".formatted(sample))
                    .append(join(i -> "\"says %d\"".formatted(
                            2 * i + 1)))
                    .append("}, \"scores\": {").append(join(i -> Double.toString(truth[i])))
                    .append("}, \"reviews\": {\"one\": {")
                    .append(join(i -> Double.toString(truth[i] + 0.5 * random.nextGaussian())))
                    .append("}, \"two\": {")
                    .append(join(i -> Double.toString(50 + 20 * (truth[i] + random.nextGaussian()))))
                    .append("}, \"d\": {")
                    .append(join(i -> Double.toString(
                            5 + truth[i] + 0.7 * random.nextGaussian() + (i == 3 ? VANITY : 0))))
                    .append("}}}\n");
        }
        folder.file("s.jsonl", lines.toString());
    }

    private interface Value {
        String of(int generator);
    }

    private static String join(Value value) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < WRITERS.size(); i++) {
            parts.add("\"%s\": %s".formatted(WRITERS.get(i), value.of(i)));
        }
        return String.join(", ", parts);
    }

    private Run run(String line) {
        return Run.of(folder.arguments(line));
    }

    @Test
    void theRankingIsWithoutVanityAndNothingIsEmbedded() {
        Json found = Json.of(Run.good(folder.arguments("score $/s.jsonl --method reviews --json")).out());
        List<String> order = new ArrayList<>();
        found.get("generators").list().forEach(generator -> order.add(generator.get("generator").text()));
        assertEquals(WRITERS, order);
        Json vain = found.get("judges").get("each").list().get(2);
        assertEquals("d", vain.get("own").text());
        assertEquals(VANITY, vain.get("self_preference").number(),
                4 * vain.get("self_preference_standard_error").number());
        // Within a sample qualities vary by √(1 + var of the means) = 1.125; noise is added to that.
        double spread = Math.sqrt(1 + (0.36 + 0.04) * 2 / 3);
        assertEquals(spread / Math.hypot(spread, 0.5),
                found.get("judges").get("each").list().get(0).get("reliability").number(), 0.08);
        assertEquals("weak", found.get("signal").get("verdict").text());
        String table = Run.good(folder.arguments("score $/s.jsonl --method reviews")).out();
        assertTrue(table.contains("self-preference: how many points more"), table);
        assertFalse(table.contains("dependence:"), table);
    }

    @Test
    void routesFollowTheReviewsAndSayShares() {
        Run run = Run.good(folder.arguments("route $/s.jsonl --method reviews -o $/r.jsonl"));
        assertTrue(run.err().contains("reliability"), run.err());
        List<Json> samples = folder.text("s.jsonl").lines().map(Json::of).toList();
        List<Json> routes = folder.text("r.jsonl").lines().map(Json::of).toList();
        double chosen = 0;
        double mean = 0;
        for (int sample = 0; sample < N; sample++) {
            Json route = routes.get(sample);
            Json scores = samples.get(sample).get("scores");
            chosen += scores.get(route.get("model").text()).number() / N;
            for (String writer : WRITERS) {
                mean += scores.get(writer).number() / 4 / N;
                assertEquals(1, route.get("quality").get(writer).number() + route.get("error").get(writer).number(),
                        1e-6);
            }
        }
        // The largest of four normal qualities is 1.03 standard deviations above their mean; the judges see most of it.
        assertTrue(chosen - mean > 0.8, chosen + " of " + mean);
    }

    @Test
    void agreementIsOneJudgeMore() {
        Json found = Json.of(Run.good(folder.arguments(
                "score $/s.jsonl --method reviews+agreement --compare equality --json")).out());
        List<Json> judges = found.get("judges").get("each").list();
        assertEquals(4, judges.size());
        assertEquals("agreement", judges.get(3).get("judge").text());
        // All outputs of a sample differ, so agreement tells none apart.
        assertEquals(0, judges.get(3).get("weight").number());
    }

    @Test
    void evaluateComparesReviewsWhereThereAreAny() {
        String table = Run.good(folder.arguments("evaluate $/s.jsonl --compare equality")).out();
        assertTrue(table.lines().anyMatch(line -> line.startsWith("reviews ")), table);
        assertTrue(table.lines().anyMatch(line -> line.startsWith("reviews+agreement ")), table);
        folder.file("t.jsonl", folder.text("s.jsonl").replaceAll(", \"reviews\".*", "}"));
        String without = Run.good(folder.arguments("evaluate $/t.jsonl --compare equality")).out();
        assertFalse(without.contains("reviews"), without);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"7 | \"reviews\" to be an object", "{\"j\": 7} | judge \"j\" to be an object",
            "{\"j\": {\"a\": \"7\"}} | judge \"j\" gave \"a\"",
            "{\"j\": {\"a\": [7, 8]}} | 2 scores in \"reviews\" for 1",
            "{\"j\": {\"a\": []}} | empty list", "{\"j\": {\"a\": 1e999}} | finite",
            "{\" \": {\"a\": 1}} | without a name"})
    void wrongShapesAreNamedWithFileAndLine(String reviews, String problem) {
        folder.file("x.jsonl", """
                {"generations": {"a": "x", "b": "y", "c": "z"}}
                {"generations": {"a": "x", "b": "y", "c": "z"}, "reviews": %s}
                """.formatted(reviews));
        Run run = run("score $/x.jsonl --method reviews");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("x.jsonl:2: "), run.err());
        assertTrue(run.err().contains(problem), run.err());
        // Who does not ask for reviews does not look at them.
        assertEquals(0, run("score $/x.jsonl --compare equality").code());
    }

    @Test
    void whatCannotBeIsSaid() {
        folder.file("n.jsonl", "{\"generations\": {\"a\": \"x\", \"b\": \"y\", \"c\": \"z\"}}\n");
        assertTrue(run("score $/n.jsonl --method reviews").err().contains("generate --reviews"));
        assertTrue(run("route $/s.jsonl --train $/s.jsonl --method reviews").err().contains("--train"));
        assertEquals(2, run("route $/s.jsonl --method reviews --neighbors 3").code());
        assertEquals(2, run("generate $/s.jsonl -o $/g.jsonl").code());
    }

    private Run generate(String arguments) {
        return Run.of(folder.arguments("generate " + arguments + " --plugin-dir " + plugins));
    }

    @Test
    void judgesAreAskedAndTheirScoresGoToTheRightOutputs() {
        folder.file("m.yaml",
                "- {name: j, plugin: digits, price: {input: 1, output: 10}}\n- {name: odd, plugin: digits, options: {mood: odd}}\n");
        folder.file("o.jsonl",
                """
                        {"id": "q0", "input": "?", "generations": {"a": "says 3", "b": ["says 9", null, "says 4"], "c": null}, "mine": {"x": [1.50, true, "\\ud800"]}, "reviews": {"person": {"a": 2}, "j": {"a": 1}}}
                        {"id": "q1", "input": "?", "generations": {"a": "says 1", "b": "says 2", "c": "says 3"}}
                        {"id": "q2", "input": "?", "generations": {"a": "says 1", "b": null, "c": null}}
                        """);
        Run run = generate("$/o.jsonl --reviews $/m.yaml -o $/r.jsonl");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                """
                        {"id":"q0","input":"?","generations":{"a":"says 3","b":["says 9",null,"says 4"],"c":null},"mine":{"x":[1.50,true,"\\ud800"]},"reviews":{"person":{"a":2},"j":{"a":3,"b":[9,null,4]},"odd":{"a":3,"b":[9,null,4]}},"review_cost":{"j":2.0E-4}}
                        {"id":"q1","input":"?","generations":{"a":"says 1","b":"says 2","c":"says 3"},"reviews":{"j":{"a":1,"b":2,"c":3}},"review_cost":{"j":2.0E-4},"review_errors":{"odd":"the reply has no JSON with a score for each of the 3 answers: \\"I would rather not\\""}}
                        {"id":"q2","input":"?","generations":{"a":"says 1","b":null,"c":null},"reviews":{}}
                        """,
                folder.text("r.jsonl"));
        assertTrue(run.err().contains("'odd' lacks 1 of its reviews"), run.err());
        // The failed reply was paid for: 2 replies of 100 and 10 tokens each.
        assertTrue(run.err().lines().anyMatch(line -> line.matches("odd +1 +1 +0 +2 +200 +20 .*")), run.err());
        Run again = generate("$/o.jsonl --reviews $/m.yaml -o $/r.jsonl");
        assertTrue(again.err().contains("4 answers and failures were in the journal already"), again.err());
        assertTrue(again.err().lines().anyMatch(line -> line.matches("odd +1 +1 +0 +0 +200 +20 .*")), again.err());
        Run retried = generate("$/o.jsonl --reviews $/m.yaml -o $/r.jsonl --retry-failed");
        assertTrue(retried.err().lines().anyMatch(line -> line.matches("odd +1 +1 +0 +1 +200 +20 .*")),
                retried.err());
    }

    @Test
    void aJudgeThatRepeatsThePromptGivesNoScore() {
        folder.file("m.yaml", "- {name: j, plugin: digits, options: {mood: echo}}\n");
        folder.file("o.jsonl", "{\"id\": \"q0\", \"input\": \"?\", \"generations\": {\"a\": \"x\", \"b\": \"y\"}}\n");
        Run run = generate("$/o.jsonl --reviews $/m.yaml -o $/r.jsonl");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("no judge gave a single review; 'j': the reply has no JSON"), run.err());
    }

    @Test
    void anotherPromptMustHaveAPlaceForTheAnswers() {
        folder.file("m.yaml", "- {name: j, plugin: digits, review-prompt: 'Judge {input}'}\n");
        folder.file("o.jsonl",
                "{\"id\": \"q0\", \"input\": \"?\", \"generations\": {\"a\": \"says 3\", \"b\": \"says 4\"}}\n");
        assertTrue(generate("$/o.jsonl --reviews $/m.yaml -o $/r.jsonl").err().contains("{answers}"));
        folder.file("m.yaml", "- {name: j, plugin: digits, review-prompt: '{count} of {id}: {answers}'}\n");
        assertEquals(0, generate("$/o.jsonl --reviews $/m.yaml -o $/r.jsonl").code());
        assertTrue(folder.text("r.jsonl").contains("\"reviews\":{\"j\":{\"a\":3,\"b\":4}}"));
        folder.file("e.jsonl", "{\"id\": \"q0\", \"input\": \"?\"}\n");
        assertTrue(generate("$/e.jsonl --reviews $/m.yaml -o $/r2.jsonl").err().contains("no outputs"));
    }
}
