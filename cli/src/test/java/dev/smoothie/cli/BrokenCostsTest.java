package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.when;

/**
 * Tests costs that cannot be read or are missing, and limits that make no sense: there is one clear message, and no
 * file is left behind.
 */
class BrokenCostsTest {
    private static final String SAMPLE = "{\"input\": \"i\", \"generations\": {\"a\": \"1\", \"b\": \"2\", \"c\": \"3\"}, \"scores\": {\"a\": 1, \"b\": 0, \"c\": 0}, %s}\n";
    private static final String GOOD = SAMPLE.formatted("\"cost\": {\"a\": 0.001, \"b\": 0.002, \"c\": 0.003}");
    private static final String FILES = " --input-embeddings $/x.npy --generation-embeddings $/l.npy -o $/out.jsonl";

    @TempDir
    Path directory;

    /** Three samples, the last with this cost. */
    private static Broken cost(String name, String cost, String command) {
        return when(name).file("s.jsonl", GOOD + GOOD + SAMPLE.formatted("\"cost\": " + cost))
                .run(command.replace("INPUT", "$/s.jsonl" + FILES));
    }

    static Stream<Broken> costs() {
        return Stream.of(
                cost("a list of costs", "[1]", "route INPUT").fails("$/s.jsonl:3", "\"cost\"", "{generator: number}",
                        "a list"),
                cost("a cost below zero", "{\"b\": -0.1}", "route INPUT").fails("$/s.jsonl:3", "the cost of \"b\"",
                        "at least 0", "-0.1"),
                cost("a cost beyond all numbers", "{\"b\": 1e999}", "evaluate INPUT").fails("$/s.jsonl:3", "\"b\"",
                        "finite", "1e999"),
                cost("a cost that is text", "{\"b\": \"free\"}", "route INPUT --budget 2").fails("$/s.jsonl:3", "\"b\"",
                        "a number", "the string \"free\""),
                cost("a cost that is true", "{\"b\": true}", "route INPUT").fails("$/s.jsonl:3", "\"b\"", "true"),
                cost("a budget that cannot be kept", "{}", "route INPUT --budget 0.5").fails("0.5 for 1000 inputs",
                        "they cost 1;", "give at least that"),
                cost("a budget that no method can keep", "{}", "evaluate INPUT --neighbors 2 --budget 0.25").fails(
                        "0.25 for 1000 inputs", "they cost 1;"),
                when("a budget where no costs are known").run("route $/x.jsonl --budget 2" + FILES)
                        .fails("--budget", "\"a\"", "0 of 3", "\"cost\": {\"a\": "),
                when("a weight where the cost of one generator is not known").file("s.jsonl",
                        SAMPLE.formatted("\"cost\": {\"a\": 1, \"b\": 2}").repeat(3))
                        .run("evaluate $/s.jsonl --cost-weight 1" + FILES)
                        .fails("--cost-weight", "\"c\"", "2 of 3", "\"cost\": {\"c\": "));
    }

    static Stream<Broken> usage() {
        return Stream.of(
                when("a budget and a weight").route("$/x.jsonl --budget 1 --cost-weight 1").isWrongUsage("--budget",
                        "--cost-weight", "one of them"),
                when("a budget and a weight to evaluate").run("evaluate $/x.jsonl --budget 1 --cost-weight 0")
                        .isWrongUsage("--budget", "--cost-weight", "one of them"),
                when("a budget below zero").route("$/x.jsonl --budget -1").isWrongUsage("--budget", "at least 0",
                        "got -1"),
                when("a weight below zero").route("$/x.jsonl --cost-weight -0.5").isWrongUsage("--cost-weight",
                        "at least 0", "got -0.5"),
                when("a weight that is no number").route("$/x.jsonl --cost-weight NaN").isWrongUsage("--cost-weight",
                        "finite", "NaN"),
                when("a budget beyond all numbers").route("$/x.jsonl --budget Infinity").isWrongUsage("--budget",
                        "finite"),
                when("a budget that is text").route("$/x.jsonl --budget low").isWrongUsage("--budget", "low"));
    }

    @ParameterizedTest
    @MethodSource({"costs", "usage"})
    void oneClearMessageAndNothingLeftBehind(Broken broken) {
        broken.check(new Folder(directory));
    }

    @Test
    void whoDoesNotAskDoesNotLookAtThem() {
        var folder = new Folder(directory);
        cost("a broken cost", "\"none\"", "").files().accept(folder);
        Run.good(folder.arguments("score $/s.jsonl --generation-embeddings $/l.npy"));
    }
}
