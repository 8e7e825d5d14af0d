package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.samples.Sample;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@link PromptfooResults} on files shaped like those of promptfoo. */
class PromptfooTest {
    @TempDir
    Path folder;

    private SampleFiles files;

    @BeforeEach
    void files() {
        files = new SampleFiles(folder);
    }

    private static String result(int test, int column, String provider, String output, String more) {
        return result(test, column, provider, "Say {{word}}", "Say w%d".formatted(test),
                "{'output': '%s'}".formatted(output), more);
    }

    private static String result(int test, int column, String provider, String label, String raw, String response,
            String more) {
        return "{'promptIdx': %d, 'testIdx': %d, 'provider': {'id': '%s', 'label': ''}, 'prompt': {'raw': '%s', 'label': '%s'}, 'vars': {'word': 'w%d'}, 'response': %s, 'testCase': {'assert': [{'type': 'equals'}]}, %s}"
                .formatted(column, test, provider, raw, label, test, response, more);
    }

    private static String file(String... results) {
        return "{'evalId': 'e', 'results': {'version': 3, 'timestamp': 't', 'prompts': [], 'results': [%s], 'stats': {}}, 'config': {}, 'shareableUrl': null}"
                .formatted(String.join(",\n", results));
    }

    @Test
    void providersAreGenerators() {
        String name = files.write("out.json", file(result(0, 0, "a", "A0", "'success': true, 'score': 1, 'cost': 0.5"),
                result(0, 1, "b", "B0", "'success': false, 'score': 0.25, 'error': 'Expected w0', 'failureReason': 1"),
                result(1, 0, "a", "A1", "'success': true, 'score': 1"),
                result(1, 1, "b", "B1", "'success': true, 'score': 1")));
        List<Sample> samples = files.read(name);
        assertEquals(2, samples.size());
        assertEquals(Optional.of("Say w0"), samples.get(0).input());
        assertEquals(Map.of("a", List.of("A0"), "b", List.of("B0")), samples.get(0).generations());
        assertEquals(Map.of("a", List.of(1.0), "b", List.of(0.25)), samples.get(0).labels().scores());
        assertEquals(Map.of("a", 0.5), files.costed(name).costs());
        assertEquals(Map.of("a", List.of(1.0), "b", List.of(0.0)),
                files.read(SampleFiles.score("success"), name).getFirst().labels().scores());
    }

    /** Each provider with each prompt is a generator, and the variables are the input that they share. */
    @Test
    void promptsMakeMoreGenerators() {
        String[] results = {result(0, 0, "a", "short", "Say w0", "{'output': 'A'}", "'success': true"),
                result(0, 1, "a", "Please say {{word}}", "Please say w0", "{'output': 'B'}", "'success': true"),
                result(0, 2, "b", "short", "Say w0", "{'output': {'x': 1}}", "'success': true")};
        Sample read = files.read(files.write("out.json", file(results))).getFirst();
        assertEquals(Map.of("a / short", List.of("A"), "a / prompt 2", List.of("B"), "b / short", List.of("{\"x\":1}")),
                read.generations());
        assertEquals(Optional.of("w0"), read.input());
        Sample lines = files.read(files.write("out.jsonl", String.join("\n", results))).getFirst();
        assertEquals(read.generations(), lines.generations());
    }

    /** Repeated tests have other numbers and the same prompt; columns of one provider have names of their own. */
    @Test
    void repeatsAndTwoConfigurationsOfOneProvider() {
        Sample read = files.read(files.write("out.json", file(result(0, 0, "a", "x", "'success': true"),
                result(0, 1, "a", "y", "'success': true"),
                result(0, 0, "a", "z", "'success': true").replace("'testIdx': 0", "'testIdx': 1")))).getFirst();
        assertEquals(Map.of("a", List.of("x", "z"), "a (2)", List.of("y")), read.generations());
    }

    @Test
    void errorsAreMissingOutputs() {
        String name = files.write("out.json", file(
                result(0, 0, "a", "Say {{word}}", "Say w0", "{'error': 'API error: 500'}",
                        "'error': 'API error: 500', 'failureReason': 2, 'success': false, 'score': 0"),
                result(0, 1, "b", "B", "'success': true, 'score': 1")));
        Sample read = files.read(name).getFirst();
        assertEquals(Arrays.asList((String) null), read.generations().get("a"));
        assertEquals(Set.of("b"), read.labels().scores().keySet());
        assertTrue(files.notes(name).toString().contains("API error: 500"), () -> "" + files.notes(name));
    }

    @Test
    void summariesOfTheLibraryAndVersion2AreRead() {
        String list = result(0, 0, "a", "A", "'success': true").replace("{'id': 'a', 'label': ''}",
                "{'id': 'a', 'label': 'Ann'}");
        Sample summary = files.read(files.write("s.json",
                "{'version': 2, 'timestamp': 't', 'results': [%s], 'stats': {}, 'table': {'head': {}, 'body': []}}"
                        .formatted(list)))
                .getFirst();
        assertEquals(Map.of("Ann", List.of("A")), summary.generations());
    }

    @Test
    void damageIsOneMessageWithFileAndItem() {
        assertTrue(files.failure(files.write("empty.json", file())).startsWith("empty.json: no results;"));
        String whole = file(result(0, 0, "a", "A", "'success': true"));
        assertTrue(files.failure(files.write("cut.json", whole.substring(0, whole.length() - 60)))
                .startsWith("cut.json:1: broken JSON"));
        assertEquals("x.json:1 (item 1): expected an object as \"response\", found a list",
                files.failure(files.write("x.json", whole.replace("{'output': 'A'}", "[1]"))));
        assertTrue(files.failure(files.write("y.json", whole.replace("'id': 'a'", "'id': null")))
                .startsWith("y.json:1 (item 1): no provider; expected a result of promptfoo"));
        assertEquals("z.json:2 (item 2): expected an object as a result, found 5",
                files.failure(files.write("z.json", file(result(0, 0, "a", "A", "'success': true"), "5"))));
    }
}
