package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.when;

/**
 * Tests labels that cannot be read or are missing: there is one clear message from {@code evaluate}, and none from
 * {@code route}.
 */
class BrokenLabelsTest {
    private static final String SAMPLE = "{\"input\": \"i\", \"generations\": {\"a\": \"1\", \"b\": \"2\", \"c\": \"3\"}, %s}\n";
    private static final String GOOD = SAMPLE.formatted("\"scores\": {\"a\": 1, \"b\": 0, \"c\": true}");
    private static final String FILES = " --input-embeddings $/x.npy --generation-embeddings $/l.npy";

    @TempDir
    Path directory;

    /** Three samples, the last with these labels. */
    private static Broken labels(String name, String labels, String options) {
        return when(name).file("s.jsonl", GOOD + GOOD + SAMPLE.formatted(labels))
                .run("evaluate $/s.jsonl -o $/out.jsonl" + options + FILES);
    }

    private static Broken none(String name, String options) {
        return when(name).run("evaluate $/x.jsonl -o $/out.jsonl" + options + FILES);
    }

    static Stream<Broken> labels() {
        return Stream.of(
                labels("a list of scores", "\"scores\": [1, 2]", "").fails("$/s.jsonl:3", "\"scores\"",
                        "{generator: number}", "a list"),
                labels("a score that is text", "\"scores\": {\"a\": 1, \"b\": \"good\"}", "").fails("$/s.jsonl:3",
                        "\"b\"", "a number", "the string \"good\""),
                labels("a score beyond all numbers", "\"scores\": {\"a\": 1e999}", "").fails("$/s.jsonl:3", "\"a\"",
                        "finite", "1e999"),
                labels("an empty list of scores of an output", "\"scores\": {\"a\": 1, \"b\": []}", "").fails(
                        "$/s.jsonl:3", "\"b\"", "an empty list", "write null"),
                labels("text in a list of scores", "\"scores\": {\"a\": [1, \"good\"]}", "").fails("$/s.jsonl:3",
                        "\"a\"", "the string \"good\""),
                labels("a score in a list that is beyond all numbers", "\"scores\": {\"a\": [1, 1e999]}", "").fails(
                        "$/s.jsonl:3", "\"a\"", "finite", "1e999"),
                labels("a reference that is an object", "\"reference\": {\"text\": \"t\"}", "").fails("$/s.jsonl:3",
                        "\"reference\"", "a string or a list", "an object"),
                labels("a reference of null in a list", "\"reference\": [\"1\", null]", "").fails("$/s.jsonl:3",
                        "\"reference\"", "null"),
                labels("a dataset that is a number", "\"dataset\": 4", "").fails("$/s.jsonl:3", "\"dataset\"",
                        "a string", "the number 4"),
                labels("a reference without a number", "\"reference\": \"none\"", " --metric numeric").fails(
                        "$/s.jsonl:3", "numeric", "\"none\""),
                none("no scores", "").fails("$/x.jsonl", "\"scores\"", "metric", "rougeL"),
                none("no references", " --metric exact").fails("$/x.jsonl", "exact", "\"reference\""),
                when("scores for none of the outputs in full")
                        .file("s.jsonl", SAMPLE.formatted("\"scores\": {\"a\": 1}").repeat(3))
                        .run("evaluate $/s.jsonl -o $/out.jsonl" + FILES).fails("none of 3 samples", "true score"),
                when("labels without scores").file("s.jsonl", GOOD.repeat(3))
                        .run("evaluate $/s.jsonl -o $/out.jsonl --labels $/x.jsonl" + FILES)
                        .fails("$/x.jsonl", "\"scores\""),
                when("labels embedded by another model").file("s.jsonl", GOOD.repeat(3)).npy("y.npy",
                        new int[]{3, 4}, Broken.floats(12))
                        .run("evaluate $/s.jsonl -o $/out.jsonl --labels $/s.jsonl --label-input-embeddings $/y.npy"
                                + FILES)
                        .fails("2 numbers", "4", "same model"));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void oneClearMessageAndNothingLeftBehind(Broken broken) {
        broken.check(new Folder(directory));
    }

    @Test
    void whoDoesNotEvaluateDoesNotLookAtThem() {
        var folder = new Folder(directory);
        when("broken labels").file("s.jsonl",
                SAMPLE.formatted("\"scores\": \"none\", \"reference\": {}, \"dataset\": []").repeat(3)).files()
                .accept(folder);
        Run.good(folder.arguments("route $/s.jsonl -o $/out.jsonl" + FILES));
    }
}
