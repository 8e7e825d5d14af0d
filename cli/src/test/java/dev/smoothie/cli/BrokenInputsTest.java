package dev.smoothie.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests malformed files of samples: there is one clear message that says where, and no output. */
class BrokenInputsTest {
    private static final String GOOD = "{\"id\": \"q0\", \"input\": \"i\", \"generations\": {\"a\": \"x\", \"b\": \"y\", \"c\": \"z\"}}\n";

    @TempDir
    Path directory;

    static Stream<Broken> lines() {
        return Stream.of(
                lines("a line that is cut", GOOD + GOOD.substring(0, 40)).fails("$/s.jsonl:2", "broken JSON", "end"),
                lines("text after an object", GOOD + "{} x").fails("$/s.jsonl:2", "text after the end", "column"),
                lines("no JSON and no outputs", "id,input\n1,hello\n").fails("$/s.jsonl", "got 0", "a table"),
                lines("a list in a line", GOOD + "[1, 2]").fails("$/s.jsonl:2", "expected a JSON object", "a list"),
                lines("id of the wrong type", "{\"id\": [1]}").fails("$/s.jsonl:1", "\"id\"", "string or a number",
                        "a list"),
                lines("input of the wrong type", "{\"input\": {\"text\": \"t\"}}").fails("$/s.jsonl:1", "\"input\"",
                        "a string", "an object"),
                lines("embedding_input of the wrong type", "{\"embedding_input\": 3}").fails("$/s.jsonl:1",
                        "\"embedding_input\"", "a string", "the number 3"),
                lines("generations is a list", "{\"id\": 1, \"generations\": [\"x\"]}").fails("$/s.jsonl:1",
                        "\"generations\"",
                        "an object {generator: output}", "a list"),
                lines("generations is a string", "{\"generations\": \"x\"}").fails("$/s.jsonl:1", "\"generations\"",
                        "an object {generator: output}", "the string \"x\""),
                lines("a generation of the wrong type", GOOD + "{\"generations\": {\"a\": 1}}").fails("$/s.jsonl:2",
                        "\"a\"", "a string, null or a list of strings", "the number 1"),
                lines("a repeat of the wrong type", "{\"generations\": {\"a\": [\"x\", true]}}").fails("$/s.jsonl:1",
                        "\"a\"", "strings or nulls", "true"),
                lines("no repeats", "{\"generations\": {\"a\": []}}").fails("$/s.jsonl:1", "\"a\"", "empty", "null"),
                lines("a key twice", "{\"id\": 1, \"id\": 2}").fails("$/s.jsonl:1", "\"id\""),
                lines("a generator without a name", "{\"generations\": {\"\": \"x\"}}").fails("$/s.jsonl:1",
                        "without a name"),
                lines("an id twice", GOOD + GOOD.replace("q0", "q1") + GOOD).fails("$/s.jsonl:3", "id q0",
                        "$/s.jsonl:1"),
                when("an id in two files").file("y.jsonl", Broken.SAMPLES).route("$/x.jsonl $/y.jsonl").fails(
                        "$/y.jsonl:1", "id q1", "$/x.jsonl:1"),
                lines("one generator", "{\"input\": \"i\", \"generations\": {\"a\": \"x\"}}").fails("$/s.jsonl",
                        "at least 3 generators, got 1 (a)"),
                lines("two generators", "{\"input\": \"i\", \"generations\": {\"a\": \"x\", \"b\": \"y\"}}").fails(
                        "$/s.jsonl", "at least 3 generators, got 2 (a, b)"),
                lines("no generations", "{\"input\": \"i\"}").fails("$/s.jsonl", "not recognised", "\"generations\""),
                lines("UTF-8 that is malformed", (GOOD + "{\"input\": \"caf\u00e9\"}").getBytes(
                        StandardCharsets.ISO_8859_1)).fails("$/s.jsonl:2", "not UTF-8", "0xe9"),
                lines("an empty file", "").fails("$/s.jsonl", "empty"),
                lines("a blank file", "\n \n").fails("$/s.jsonl", "empty"),
                when("no input, which local needs").file("s.jsonl", GOOD + GOOD.replace("\"input\": \"i\", ", "")
                        .replace("q0", "q1")).run("route $/s.jsonl --method local -o $/out.jsonl")
                        .fails("$/s.jsonl:2", "\"input\"", "sample q1", "1 of 2", "global"),
                when("no input, which a view needs")
                        .file("s.jsonl", GOOD.replace("\"input\": \"i\", ", ""))
                        .run("score $/s.jsonl --view input+output")
                        .fails("$/s.jsonl:1", "\"input\"", "sample q0", "view input+output"),
                when("no input to embed").file("s.jsonl", GOOD.replace("\"input\": \"i\", ", ""))
                        .run("embed $/s.jsonl --inputs $/i.npy").fails("$/s.jsonl:1", "\"input\"", "--inputs"),
                when("nothing to embed").file("s.jsonl", "{\"input\": \"i\"}")
                        .run("embed $/s.jsonl --generations $/g.npy").fails("$/s.jsonl", "no sample has generations"));
    }

    static Stream<Broken> files() {
        byte[] cut = Folder.gzip(GOOD);
        return Stream.of(
                when("gzip that is cut").file("s.jsonl.gz", Arrays.copyOf(cut, cut.length - 12))
                        .route("$/s.jsonl.gz").fails("$/s.jsonl.gz", "truncated"),
                when("no gzip in a .gz").file("s.jsonl.gz", GOOD).route("$/s.jsonl.gz").fails("$/s.jsonl.gz",
                        "gzip"),
                when("gzip with a wrong checksum").file("s.jsonl.gz", flipped(cut, cut.length - 6))
                        .route("$/s.jsonl.gz").fails("$/s.jsonl.gz", "gzip"),
                when("a missing file").route("$/none.jsonl").fails("$/none.jsonl", "no such file"),
                when("a directory for a file").with(folder -> directory(folder, "folder")).route("$/folder")
                        .fails("$/folder", "no file in this folder"),
                when("standard input twice").route("- -").isWrongUsage("standard input", "twice"),
                when("standard input to route and to learn from").route("- --train $/x.jsonl -").isWrongUsage(
                        "standard input", "twice"));
    }

    static Stream<Broken> severalFiles() {
        String a = list("a", "i", "j");
        String data = "{\"embedding_input\": \"e\"}\n{\"embedding_input\": \"f\"}\n";
        String model = "{\"generations\": [\"x\", \"y\"]}";
        return Stream.of(
                when("AlpacaEval, a file is missing").file("a.json", a).route("$/a.json $/b.json").fails("$/b.json",
                        "no such file"),
                when("AlpacaEval, a generator twice").file("a.json", a).file("b.json", a).route("$/a.json $/b.json")
                        .fails("$/a.json", "$/b.json", "both have outputs of \"a\""),
                when("AlpacaEval, no output").file("a.json", "[{\"instruction\": \"i\"}]").route("$/a.json")
                        .fails("$/a.json", "not recognised", "\"output\""),
                when("AlpacaEval, output of the wrong type")
                        .file("a.json", "[{\"instruction\": \"i\", \"output\": {}}]").route("$/a.json")
                        .fails("$/a.json:1", "an object"),
                when("AlpacaEval, an empty list").file("a.json", "[]").route("$/a.json").fails("$/a.json",
                        "no samples"),
                when("AlpacaEval, one model only").file("a.json", a).route("$/a.json").fails("$/a.json",
                        "at least 3 generators, got 1 (a)"),
                when("reference, a file is missing").file("d.jsonl", data).route("$/d.jsonl $/m_test.json")
                        .fails("$/m_test.json", "no such file"),
                when("reference, too few generations").file("d.jsonl", data + data).file("m_test.json", model)
                        .route("$/d.jsonl $/m_test.json").fails("$/d.jsonl: 4", "$/m_test.json: 2", "cannot be joined"),
                when("reference, too many generations").file("d.jsonl", "{}\n").file("m_test.json", model)
                        .route("$/d.jsonl $/m_test.json").fails("$/d.jsonl: 1", "$/m_test.json: 2", "cannot be joined"),
                when("reference, a generation of the wrong type").file("d.jsonl", data)
                        .file("m_test.json", model.replace("\"y\"", "1")).route("$/d.jsonl $/m_test.json")
                        .fails("$/m_test.json:1", "\"m\"", "the number 1"));
    }

    static Stream<Broken> training() {
        String outputsOnly = "{\"generations\": {\"a\": \"x\", \"b\": \"y\", \"c\": \"z\"}}\n";
        return Stream.of(
                when("two generators in the training set")
                        .file("t.jsonl", "{\"input\": \"i\", \"generations\": {\"a\": \"x\", \"b\": \"y\"}}")
                        .route("$/x.jsonl --train $/t.jsonl").fails("$/t.jsonl", "at least 3 generators, got 2 (a, b)"),
                when("a test set without inputs").file("s.jsonl", outputsOnly)
                        .run("route $/s.jsonl --train $/x.jsonl --train-input-embeddings $/x.npy"
                                + " --train-generation-embeddings $/l.npy -o $/out.jsonl")
                        .fails("$/s.jsonl:1", "\"input\"", "sample 1"),
                when("a training set without inputs").file("t.jsonl", outputsOnly)
                        .run("route $/x.jsonl --train $/t.jsonl -o $/out.jsonl").fails("$/t.jsonl:1", "\"input\""),
                when("posterior without outputs").file("s.jsonl", "{\"input\": \"i\"}")
                        .run("route $/s.jsonl --train $/x.jsonl --method posterior -o $/out.jsonl")
                        .fails("--method posterior", "$/s.jsonl", "has none"),
                when("a training file that is broken").file("t.jsonl", GOOD + "{")
                        .route("$/x.jsonl --train $/t.jsonl").fails("$/t.jsonl:2", "broken JSON"),
                when("a training file that is missing").route("$/x.jsonl --train $/t.jsonl").fails("$/t.jsonl",
                        "no such file"));
    }

    private static Broken lines(String name, String text) {
        return lines(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Broken lines(String name, byte[] bytes) {
        return when(name).file("s.jsonl", bytes).route("$/s.jsonl");
    }

    private static String list(String generator, String... instructions) {
        return Stream.of(instructions)
                .map(instruction -> "{\"instruction\": \"%s\", \"output\": \"o\", \"generator\": \"%s\"}"
                        .formatted(instruction, generator))
                .toList().toString();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    static void directory(Folder folder, String name) {
        assertTrue(folder.at(name).toFile().mkdir());
    }

    @ParameterizedTest
    @MethodSource({"lines", "files", "severalFiles", "training"})
    void oneMessageSaysWhatIsWrongAndWhere(Broken broken) {
        broken.check(new Folder(directory));
    }

    @Test
    void whatWasThereBeforeAFailureStays() throws IOException {
        Path out = Files.writeString(directory.resolve("out.jsonl"), "kept");
        when("").file("s.jsonl", GOOD + "{").route("$/s.jsonl").fails("$/s.jsonl:2").check(new Folder(directory));
        assertEquals("kept", Files.readString(out));
    }

    @Test
    void debugShowsTheStackTrace() {
        var folder = new Folder(directory).file("s.jsonl", "{");
        Run run = Run.of(folder.arguments("--debug route $/s.jsonl -o $/out.jsonl"));
        assertEquals(1, run.code());
        assertTrue(run.err().contains("\tat dev.smoothie.pipeline."), run::err);
    }
}
