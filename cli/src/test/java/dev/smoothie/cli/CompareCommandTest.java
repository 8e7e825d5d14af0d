package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie compare} within this process; outputs are compared by equality, so nothing is embedded. */
class CompareCommandTest {
    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(directory);
    }

    private void write(String name, int samples, IntFunction<String> fields) {
        folder.file(name, IntStream.range(0, samples)
                .mapToObj(i -> "{\"id\": \"q%d\", %s}%n".formatted(i, fields.apply(i))).collect(Collectors.joining()));
    }

    /** Better in 12 of 20 samples, worse in 2: means 0.9 and 0.4. */
    private void scored() {
        write("s.jsonl", 20,
                i -> "\"generations\": {\"good\": \"%d\", \"bad\": \"%d\"}, \"scores\": {\"good\": %d, \"bad\": %d}"
                        .formatted(i, i, i < 2 ? 0 : 1, i >= 14 || i < 2 ? 1 : 0));
    }

    private Json json(String arguments) {
        return Json.of(Run.good(folder.arguments("compare " + arguments + " --json")).out());
    }

    @Test
    void twoGeneratorsAreComparedByTheTruth() {
        scored();
        Json found = json("good bad $/s.jsonl");
        assertEquals("yes", found.get("answer").text());
        assertEquals(0.9, found.get("scores").list().get(0).number(), 1e-12);
        assertEquals(0.4, found.get("scores").list().get(1).number(), 1e-12);
        Json difference = found.get("difference");
        assertEquals(0.5, difference.get("mean").number(), 1e-12);
        assertEquals(12, difference.get("wins").number());
        assertEquals(6, difference.get("ties").number());
        assertEquals(2, difference.get("losses").number());
        // 2 · (14 + 1 + ½ · 91) / 2¹⁴: more than 12 of 14, and half of 12 of 14.
        assertEquals(2 * (14 + 1 + 45.5) / 16384, difference.get("p").number(), 1e-12);
        assertEquals("no", json("bad good $/s.jsonl").get("answer").text());
    }

    @Test
    void theTextSaysTheSame() {
        scored();
        String out = Run.good(folder.arguments("compare good bad $/s.jsonl")).out();
        assertTrue(out.startsWith("Is good better than bad? Yes."), out);
        assertTrue(out.contains("difference: +0.5000, at 95 % between +") && out.contains("p = 0.0074")
                && out.contains("good is better in 12 samples, bad in 2; in 6 they are equal"), out);
        assertTrue(Run.good(folder.arguments("compare bad good $/s.jsonl")).out()
                .startsWith("Is bad better than good? No: good is."));
    }

    @Test
    void datasetsAreTopics() {
        write("d.jsonl", 40,
                i -> "\"dataset\": \"%s\", \"generations\": {\"a\": \"x\", \"b\": \"y\"}, \"scores\": {\"a\": %d, \"b\": %d}"
                        .formatted(i % 2 == 0 ? "even" : "odd", i % 2, i % 4 == 1 ? 1 : 0));
        Json topics = json("a b $/d.jsonl").get("topics");
        assertEquals("even", topics.list().get(0).get("topic").text());
        assertEquals(0, topics.list().get(0).get("mean").number());
        // Better in 10 of 20, never worse: 2⁻¹⁰, of two topics the smaller p counts twice.
        assertEquals(Math.pow(2, -9), topics.list().get(1).get("p_adjusted").number(), 1e-12);
    }

    /** The good one says what two others say too, the bad one something else each time. */
    @Test
    void withoutTruthTheEstimateDecides() {
        write("n.jsonl", 60,
                i -> "\"generations\": {\"good\": \"%1$d\", \"fine\": \"%2$d\", \"also\": \"%1$d\", \"more\": \"%1$d\", \"bad\": \"%3$d\"}"
                        .formatted(i, i % 5 == 0 ? 1000 + i : i, 2000 + i));
        Json found = json("good bad $/n.jsonl --compare equality");
        assertTrue(found.get("estimate").get("probability").number() > 0.9, found.toString());
        assertTrue(found.get("errors").list().get(0).number() < found.get("errors").list().get(1).number());
        assertEquals(-1 + found.get("estimate").get("probability").number() + json(
                "bad good $/n.jsonl --compare equality").get("estimate").get("probability").number(), 0, 1e-9);
    }

    @Test
    void runsWithEqualOutputsHaveNotChanged() {
        write("s.jsonl", 10, i -> "\"generations\": {\"m\": \"%d\"}".formatted(i));
        String out = Run.good(folder.arguments("compare --before $/s.jsonl --after $/s.jsonl")).out();
        assertTrue(out.contains("Has m changed? No: all outputs are equal."), out);
    }

    /** Three outputs in each run: of one answer before, of another after. Without repeats nothing can be told. */
    @Test
    void aChangeIsToldFromNoiseByRepeats() {
        write("b.jsonl", 10, i -> "\"input\": \"q%d\", \"generations\": {\"m\": [\"a\", \"a\", \"b\"]}".formatted(i));
        write("a.jsonl", 10, i -> "\"input\": \"q%d\", \"generations\": {\"m\": [\"c\", \"c\", \"b\"]}".formatted(i));
        Json changed = json("--before $/b.jsonl --after $/a.jsonl --compare equality").get("generators").list()
                .getFirst();
        assertEquals("yes", changed.get("changed").text());
        assertEquals(1.0 / 9, changed.get("equal").number(), 1e-12);
        assertEquals(8.0 / 9, changed.get("distance_across").number(), 1e-12);
        assertEquals(2.0 / 3, changed.get("distance_within").number(), 1e-12);
        Json same = json("--before $/b.jsonl --after $/b.jsonl --compare equality").get("generators").list().getFirst();
        assertEquals("not_shown", same.get("changed").text());
        write("1.jsonl", 10, i -> "\"input\": \"q%d\", \"generations\": {\"m\": \"a\"}".formatted(i));
        write("2.jsonl", 10,
                i -> "\"input\": \"q%d\", \"generations\": {\"m\": \"%s\"}".formatted(i, i < 5 ? "a" : "b"));
        Json single = json("--before $/1.jsonl --after $/2.jsonl --compare equality").get("generators").list()
                .getFirst();
        assertEquals("cannot_tell", single.get("changed").text());
        assertEquals(0.5, single.get("equal").number(), 1e-12);
    }

    @Test
    void runsAreJoinedByInputWhereIdsNameOtherInputs() {
        write("b.jsonl", 6, i -> "\"input\": \"i%d\", \"generations\": {\"old\": \"%d\"}".formatted(i, i));
        write("a.jsonl", 6, i -> "\"input\": \"i%d\", \"generations\": {\"new\": \"%d\"}".formatted(i + 1, i + 1));
        Json found = json("--before $/b.jsonl --after $/a.jsonl");
        assertEquals("input", found.get("joined_by").text());
        assertEquals(5, found.get("samples").number());
        assertEquals(1, found.get("only_before").number());
        assertEquals("no", found.get("generators").list().getFirst().get("changed").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"compare good | two generators and a file",
            "compare $/s.jsonl good bad | generators come first", "compare good good $/s.jsonl | with itself",
            "compare --before $/s.jsonl | --after", "compare good bad $/s.jsonl --metric nonsense | known are",
            "compare good bad $/s.jsonl --topics -1 | at least 0",
            "compare --before $/s.jsonl --after $/s.jsonl --no-truth | leave them out"})
    void wrongUsageIsExplained(String arguments, String fragment) {
        scored();
        Run run = Run.of(folder.arguments(arguments));
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(fragment), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"compare goood bad $/s.jsonl | the generators are good, bad",
            "compare good bad $/s.jsonl --no-truth | add the outputs of a third",
            "compare good bad $/s.jsonl --metric exact | no sample has one",
            "compare x --before $/s.jsonl --after $/s.jsonl | no generator \"x\""})
    void failuresSayWhatToDo(String arguments, String fragment) {
        scored();
        Run run = Run.of(folder.arguments(arguments));
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains(fragment), run.err());
    }
}
