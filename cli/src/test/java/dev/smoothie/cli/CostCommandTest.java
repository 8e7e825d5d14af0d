package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code route} and {@code evaluate} with costs, against sums made here and {@link PlainEstimator}. */
class CostCommandTest {
    private static final List<String> GENERATORS = TinySet.GENERATORS;
    private static final int M = GENERATORS.size();
    private static final String FILES = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy";
    /** Money for 1000 answers: the better a generator is, the more it costs. */
    private static final double[] COST = {8, 4, 2, 1};

    @TempDir
    Path directory;

    private Folder folder;
    private final TinySet set = TinySet.of(1, 60, 1);

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        set.write(folder, "s");
        priced("s");
    }

    /** Adds costs and scores to the lines of a file; {@code free.jsonl} has none. */
    private void priced(String name) {
        String lines = folder.text(name + ".jsonl");
        folder.file("free.jsonl", lines).file(name + ".jsonl",
                lines.replace("}\n", ", \"cost\": {%s}, \"scores\": {%s}}\n"
                        .formatted(fields(g -> COST[g] / 1000), fields(g -> M - g))));
    }

    private static String fields(IntToDoubleFunction value) {
        return IntStream.range(0, M)
                .mapToObj(g -> String.format(Locale.ROOT, "\"%s\": %s", GENERATORS.get(g), value.applyAsDouble(g)))
                .collect(Collectors.joining(", "));
    }

    private record Routed(List<Json> lines, Json cost, String told) {
        double[] errors(int sample) {
            return GENERATORS.stream().mapToDouble(g -> lines.get(sample).get("error").get(g).number()).toArray();
        }

        int route(int sample) {
            return GENERATORS.indexOf(lines.get(sample).get("model").text());
        }

        double spent() {
            return IntStream.range(0, lines.size()).mapToDouble(sample -> COST[route(sample)]).average().orElseThrow();
        }
    }

    private Routed route(String arguments) {
        String told = Run.good(folder.arguments("route " + arguments + " -o $/out.jsonl")).err();
        Json summary = Json.of(Run.good(folder.arguments("route " + arguments + " --json -o $/out.jsonl")).err());
        return new Routed(folder.text("out.jsonl").lines().map(Json::of).toList(), summary.get("cost"), told);
    }

    private static String line(String told, String start) {
        return told.lines().filter(line -> line.startsWith(start)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + start + " in\n" + told));
    }

    @Test
    void costsAloneChangeNoRoute() {
        Routed routed = route("$/s.jsonl --neighbors 1" + FILES);
        byte[] priced = folder.bytes("out.jsonl");
        Run.good(folder.arguments("route $/free.jsonl --neighbors 1 -o $/out.jsonl" + FILES));
        assertArrayEquals(folder.bytes("out.jsonl"), priced);
        Run.good(folder.arguments("route $/s.jsonl --neighbors 1 --cost-weight 0 -o $/out.jsonl" + FILES));
        assertArrayEquals(folder.bytes("out.jsonl"), priced);
        assertEquals(routed.spent(), routed.cost().get("per_1000").number(), 1e-9);
        assertEquals(String.format(Locale.ROOT,
                "cost: %.2f for 1000 inputs, which is %.1f %% of what the best single generator costs (ant, 8.00)",
                routed.spent(), 100 * routed.spent() / 8), line(routed.told(), "cost: "));
        assertFalse(line(routed.told(), "generator ").contains("cost/1000"), "nobody asked");
    }

    @Test
    void aWeightIsErrorForEachUnitThatThousandInputsCost() {
        double weight = 0.2;
        Routed routed = route("$/s.jsonl --neighbors 7 --cost-weight " + weight + FILES);
        for (int sample = 0; sample < set.size(); sample++) {
            double[] errors = routed.errors(sample);
            double[] sums = IntStream.range(0, M).mapToDouble(g -> errors[g] + weight * COST[g]).toArray();
            assertEquals(PlainEstimator.best(sums, set.present(sample)), routed.route(sample), "sample " + sample);
        }
        assertEquals(weight, routed.cost().get("weight").number());
        assertEquals(weight, routed.cost().get("cost_weight").number());
        assertEquals(routed.spent(), routed.cost().get("per_1000").number(), 1e-9);
        assertTrue(line(routed.told(), "cost: ").contains(" without the weight, for a cost of "), routed.told());
    }

    @Test
    void aBudgetIsKeptAndUsedUpToOneStep() {
        Routed free = route("$/s.jsonl --method posterior" + FILES);
        Routed routed = route("$/s.jsonl --method posterior --budget 3.5" + FILES);
        assertTrue(free.spent() > 3.5 && routed.spent() <= 3.5, free.spent() + " " + routed.spent());
        // Another route for one sample changes the mean by at most 7 of 60, except for ties.
        assertTrue(routed.spent() > 3.5 - 7.0 / 60, "spent " + routed.spent());
        double weight = routed.cost().get("weight").number();
        for (int sample = 0; sample < set.size(); sample++) {
            double[] errors = routed.errors(sample);
            double chosen = errors[routed.route(sample)] + weight * COST[routed.route(sample)];
            for (int g = 0; g < M; g++) {
                assertTrue(!set.present(sample)[g] || chosen <= errors[g] + weight * COST[g] + 1e-6);
            }
        }
        assertEquals(3.5, routed.cost().get("budget").number());
        assertTrue(line(routed.told(), "generator ").contains("cost/1000"), routed.told());
        assertTrue(line(routed.told(), "bee ").contains("  4.00  "), routed.told());
        assertTrue(line(routed.told(), "cost: ").endsWith(String.format(Locale.ROOT,
                "and would be %.4f without the budget, for a cost of %.2f", error(free), free.spent())), routed.told());
        assertEquals(error(routed), routed.cost().get("error").number(), 1e-6);
    }

    private double error(Routed routed) {
        return IntStream.range(0, set.size()).mapToDouble(sample -> routed.errors(sample)[routed.route(sample)])
                .average().orElseThrow();
    }

    @Test
    void theFrontierRunsFromTheRoutesWithoutALimitToTheCheapest() {
        Routed free = route("$/s.jsonl --neighbors 7" + FILES);
        List<Json> points = free.cost().get("frontier").list();
        assertEquals(free.spent(), points.getFirst().get("per_1000").number(), 1e-9);
        assertEquals(error(free), points.getFirst().get("error").number(), 1e-6);
        double cheapest = IntStream.range(0, set.size()).mapToDouble(sample -> IntStream.range(0, M)
                .filter(g -> set.present(sample)[g]).mapToDouble(g -> COST[g]).min().orElseThrow()).average()
                .orElseThrow();
        assertEquals(cheapest, points.getLast().get("per_1000").number(), 1e-9);
        assertTrue(points.size() > 10 && points.size() <= 50);
        List<Json> singles = free.cost().get("singles").list();
        assertEquals(GENERATORS, singles.stream().map(single -> single.get("generator").text()).toList());
        assertArrayEquals(COST, singles.stream().mapToDouble(single -> single.get("per_1000").number()).toArray(),
                1e-9);
    }

    @Test
    void aTrainingSetBringsTheCostsOfWhatIsNotGeneratedYet() {
        TinySet news = TinySet.of(2, 30, 1);
        news.write(folder, "n");
        folder.file("n.jsonl", "{\"input\": \"i\"}\n".repeat(30));
        Routed routed = route("$/n.jsonl --input-embeddings $/n.x.npy --neighbors 5 --budget 2 --train $/s.jsonl"
                + " --train-input-embeddings $/s.x.npy --train-generation-embeddings $/s.l.npy");
        assertTrue(routed.spent() <= 2 && routed.spent() > 2 - 7.0 / 30, "spent " + routed.spent());
    }

    @Test
    void everyMethodIsJudgedUnderTheBudget() {
        Json free = evaluate("");
        Json limited = evaluate(" --budget 3");
        assertEquals(3, limited.get("budget").number());
        for (Json method : limited.get("methods").list()) {
            String name = method.get("method").text();
            Json before = free.get("methods").list().stream().filter(m -> m.get("method").text().equals(name))
                    .findFirst().orElseThrow();
            double cost = method.get("cost_per_1000").number();
            if (method.get("kind").text().equals("oracle") || name.startsWith("random")) {
                assertEquals(before.get("cost_per_1000").number(), cost, name);
                assertEquals(before.get("score").number(), method.get("score").number(), name);
            } else {
                assertTrue(cost <= 3 + 1e-9 && cost < before.get("cost_per_1000").number(), name + " " + cost);
                // The more a generator costs, the better its score is.
                assertTrue(method.get("score").number() < before.get("score").number(), name);
            }
        }
        double random = IntStream.range(0, set.size()).mapToDouble(sample -> IntStream.range(0, M)
                .filter(g -> set.present(sample)[g]).mapToDouble(g -> COST[g]).average().orElseThrow()).average()
                .orElseThrow();
        assertEquals(random, limited.get("methods").list().get(2).get("cost_per_1000").number(), 1e-9);
        Run run = Run.good(folder.arguments("evaluate $/s.jsonl --neighbors 5 --budget 3" + FILES));
        assertTrue(line(run.out(), "method ").contains("  cost/1000  "), run.out());
        assertTrue(run.err().contains("under a budget of 3 for 1000 inputs"), run.err());
    }

    private Json evaluate(String arguments) {
        return Json.of(Run.good(folder.arguments("evaluate $/s.jsonl --json --neighbors 5" + FILES + arguments)).out());
    }

    @Test
    void whatIsKnownOfSomeGeneratorsIsSaid() {
        folder.file("s.jsonl", folder.text("s.jsonl").replaceAll("\"bee\": 0.004, ", ""));
        String told = Run.good(folder.arguments("route $/s.jsonl --neighbors 7 -o $/out.jsonl" + FILES)).err();
        assertTrue(line(told, "cost: ").contains("known for only 3 of 4 generators"), told);
        told = Run.good(folder.arguments("route $/free.jsonl --neighbors 7 -o $/out.jsonl" + FILES)).err();
        assertFalse(told.contains("\ncost: "), told);
    }

    @Test
    void aPageHasTheFrontierWhereCostsAreKnown() {
        Run.good(folder.arguments("route $/s.jsonl --neighbors 7 --budget 3 -o $/out.jsonl --report $/p.html" + FILES));
        assertTrue(folder.text("p.html").contains("\"frontier\":["));
        Run.good(folder.arguments("evaluate $/s.jsonl --neighbors 7 --report $/p.html" + FILES));
        assertTrue(folder.text("p.html").contains("\"frontier\":["));
        Run.good(folder.arguments("route $/free.jsonl --neighbors 7 -o $/out.jsonl --report $/p.html" + FILES));
        assertFalse(folder.text("p.html").contains("\"frontier\":["));
    }
}
