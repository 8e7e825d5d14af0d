package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.List;
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

/** Tests {@code smoothie replay} on answers that are compared by equality, so nothing is embedded. */
class ReplayCommandTest {
    private static final String ANSWERS = " --view full --compare equality";

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(directory);
    }

    private void write(String name, int from, int to, IntFunction<String> line) {
        folder.file(name, IntStream.range(from, to).mapToObj(line).map(text -> text + "\n")
                .collect(Collectors.joining()));
    }

    /**
     * Four generators at 1, 2, 3 and 10. The first two agree in two of three samples; in the third the others agree with
     * the second. The right answer is always that of most.
     */
    private static String sample(int i) {
        String first = i % 3 == 2 ? "x" : "r";
        return """
                {"id": "q%d", "generations": {"a": "%s%d", "b": "r%d", "c": "r%d", "d": "r%d"}, \
                "cost": {"a": 1, "b": 2, "c": 3, "d": 10}, \
                "scores": {"a": %d, "b": 1, "c": 1, "d": 1}}""".formatted(i, first, i, i, i, i, i % 3 == 2 ? 0 : 1);
    }

    private Json json(String arguments) {
        return Json.of(Run.good(folder.arguments("replay " + arguments + ANSWERS + " --json")).out());
    }

    private static Json policy(Json found, String name) {
        return found.get("policies").list().stream().filter(row -> row.get("policy").text().equals(name)).findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsAskedIsPaid() {
        write("log.jsonl", 0, 60, ReplayCommandTest::sample);
        Json found = json("$/log.jsonl --share 1");
        assertEquals(60, found.get("samples").number());
        assertEquals(60, found.get("whole").number());
        assertEquals(60, found.get("scored").number());
        Json single = policy(found, "single");
        assertEquals(2000, single.get("per_1000").number(), 1e-9); // b, the cheapest of those that are always right
        assertEquals(120, single.get("total").number(), 1e-9);
        assertEquals(60, single.get("picks").get("b").number());
        Json all = policy(found, "all");
        assertEquals(16_000, all.get("per_1000").number(), 1e-9);
        assertEquals(4, all.get("requests").number());
        assertEquals(1, all.get("score").number());
        Json cascade = policy(found, "cascade");
        double requests = cascade.get("requests").number();
        assertTrue(requests >= 2 && requests < 4, cascade.toString());
        List<Json> curve = found.get("cascade_curve").list();
        assertEquals(2, curve.getFirst().get("requests").number());
        assertEquals(3000, curve.getFirst().get("per_1000").number(), 1e-9);
        List<Json> generators = found.get("generators").list();
        assertEquals(2.0 / 3, generators.getFirst().get("score").number(), 1e-9);
        assertEquals(10_000, generators.getLast().get("per_1000").number(), 1e-9);
    }

    @Test
    void theOrderOfTheLinesDoesNotMatter() {
        write("log.jsonl", 0, 60, ReplayCommandTest::sample);
        write("back.jsonl", 0, 60, i -> sample(59 - i));
        for (String name : List.of("single", "best", "cascade", "all")) {
            Json here = policy(json("$/log.jsonl"), name);
            Json there = policy(json("$/back.jsonl"), name);
            assertEquals(here.get("quality").number(), there.get("quality").number(), 1e-9);
            assertEquals(here.get("per_1000").number(), there.get("per_1000").number(), 1e-6);
        }
    }

    /** Half of the log has the output of one generator only, as a server writes it that asks one. */
    @Test
    void samplesWithSomeOutputsAreToldApart() {
        write("log.jsonl", 0, 40, ReplayCommandTest::sample);
        folder.file("more.jsonl", IntStream.range(0, 30).mapToObj(
                i -> "{\"id\": \"m%d\", \"generations\": {\"b\": \"r%d\"%s}, \"cost\": {\"b\": 2}}%n".formatted(i, i,
                        i < 10 ? ", \"a\": \"r%d\"".formatted(i) : ""))
                .collect(Collectors.joining()));
        Json found = json("$/log.jsonl $/more.jsonl");
        assertEquals(70, found.get("samples").number());
        assertEquals(40, found.get("whole").number());
        assertEquals(30, policy(found, "single").get("partial").get("samples").number());
        assertEquals(2000, policy(found, "single").get("partial").get("per_1000").number(), 1e-9);
        assertEquals(10, policy(found, "cascade").get("partial").get("samples").number());
        assertEquals(3000, policy(found, "cascade").get("partial").get("per_1000").number(), 1e-9);
        assertEquals(0, policy(found, "all").get("partial").get("samples").number());
        String out = Run.good(folder.arguments("replay $/log.jsonl $/more.jsonl" + ANSWERS)).out();
        assertTrue(out.contains("30 samples have outputs of some generators only, and are not in the tables"), out);
        assertTrue(out.contains("all 4: in 0 of them all outputs are there that it asks for"), out);
    }

    @Test
    void generatorsAreLearnedFromOthersWhereThereAreSome() {
        write("train.jsonl", 0, 60, ReplayCommandTest::sample);
        write("log.jsonl", 100, 120, ReplayCommandTest::sample);
        Json found = json("$/log.jsonl --train $/train.jsonl --policy cascade,panel --panel-size 2");
        assertEquals(60, found.get("learned_from").number());
        assertEquals(20, found.get("whole").number());
        assertEquals(List.of("single", "cascade", "panel", "all"),
                found.get("policies").list().stream().map(row -> row.get("policy").text()).toList());
        Json panel = policy(found, "panel");
        assertEquals(2, panel.get("requests").number());
        assertEquals(5000, panel.get("per_1000").number(), 1e-9); // b and c: as good as d, and cheaper
        assertEquals(1, panel.get("score").number());
    }

    @Test
    void aBudgetLimitsTheCascade() {
        write("log.jsonl", 0, 60, ReplayCommandTest::sample);
        Json found = json("$/log.jsonl --budget 3100");
        assertTrue(policy(found, "cascade").get("per_1000").number() <= 3100);
        assertTrue(policy(found, "best").get("per_1000").number() <= 3100);
        String out = Run.good(folder.arguments("replay $/log.jsonl --budget 2500" + ANSWERS)).out();
        assertTrue(out.contains("no cascade keeps a budget of 2500 for 1000 inputs: asking the cheapest two costs 3000"
                + " already"), out);
        assertTrue(!out.contains("cascade, accepts"), out);
    }

    @Test
    void theTableSaysWhatTheJsonSays() {
        write("log.jsonl", 0, 60, ReplayCommandTest::sample);
        List<String> lines = Run.good(folder.arguments("replay $/log.jsonl" + ANSWERS)).out().lines().toList();
        assertTrue(lines.getFirst().startsWith("60 samples, of which 60 have an output of every generator"));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("always b") && line.contains("2000")),
                lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("all 4") && line.contains("800.0 %")),
                lines::toString);
    }

    /** Texts have agreement, and no probability; all have the same input at first, so that there are no halves. */
    @Test
    void wholeTextsAreJudgedByAgreement() {
        TinySet set = TinySet.of(1, 40, 1);
        set.write(folder, "s");
        String costs = "\"cost\": {\"ant\": 1, \"bee\": 2, \"cat\": 3, \"dog\": 4}, ";
        String lines = folder.text("s.jsonl").replace("{\"input\"", "{" + costs + "\"input\"");
        folder.file("same.jsonl", lines);
        int[] number = {0};
        folder.file("s.jsonl", lines.lines()
                .map(line -> line.replace("\"input\": \"i\"", "\"input\": \"i%d\"".formatted(number[0]++)) + "\n")
                .collect(Collectors.joining()));
        String vectors = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy --json";
        Json found = Json.of(Run.good(folder.arguments("replay $/s.jsonl" + vectors)).out());
        assertEquals("agreement", found.get("quality_is").text());
        int whole = (int) IntStream.range(0, 40).filter(i -> {
            boolean[] present = set.present(i);
            return present[0] && present[1] && present[2] && present[3];
        }).count();
        assertEquals(whole, found.get("whole").number());
        assertEquals(10_000, policy(found, "all").get("per_1000").number(), 1e-9);
        Run same = Run.of(folder.arguments("replay $/same.jsonl" + vectors));
        assertEquals(1, same.code());
        assertTrue(same.err().contains("have the same input"), same.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"replay $/log.jsonl --share 0 | --share must be",
            "replay $/log.jsonl --policy best --share 0.9 | --share is for the policy cascade",
            "replay $/log.jsonl --policy best --panel-size 2 | --panel-size is for the policy panel",
            "replay $/log.jsonl --panel-size 0 | at least 1, got 0", "replay $/log.jsonl --policy none | --policy",
            "replay $/log.jsonl --budget 1 --cost-weight 1 | cannot be given together",
            "replay $/log.jsonl --train-input-embeddings $/x.npy | --train FILE"})
    void wrongUsage(String arguments, String expected) {
        write("log.jsonl", 0, 10, ReplayCommandTest::sample);
        Run run = Run.of(folder.arguments(arguments + ANSWERS));
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(expected), run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"replay $/log.jsonl --panel-size 5 | there are only 4 generators",
            "replay $/few.jsonl | 3 of 3 samples have an output of every generator",
            "replay $/free.jsonl | replay needs the cost of every generator",
            "replay $/log.jsonl --budget 500 | cannot be kept",
            "replay $/log.jsonl --train $/other.jsonl | there is no generator"})
    void whatCannotBeReplayed(String arguments, String expected) {
        write("log.jsonl", 0, 10, ReplayCommandTest::sample);
        write("few.jsonl", 0, 3, ReplayCommandTest::sample);
        write("free.jsonl", 0, 10, i -> sample(i).replaceAll("\"cost\": \\{[^}]*}, ", ""));
        write("other.jsonl", 0, 10, i -> sample(i).replace("\"a\":", "\"z\":"));
        Run run = Run.of(folder.arguments(arguments + ANSWERS));
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains(expected), run.err());
    }
}
