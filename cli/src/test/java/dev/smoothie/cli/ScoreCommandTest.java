package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie score} with embeddings from a file, against {@link PlainEstimator}. */
@Tag("backend")
class ScoreCommandTest {
    /** The 97.5 % quantile of Student's t is above this for any number of samples. */
    private static final double LEAST_T = 1.959;
    /**
     * Six pairs: the first that Holm rejects needs p ≤ 0.05/6, which with 40 samples or more is t ≥ 2.78 at the most.
     */
    private static final double CLEAR_T = 2.8;

    @TempDir
    Path directory;

    private Folder folder;
    private final TinySet set = TinySet.of(4, 60, 1);
    private final double[] global = PlainEstimator.mean(set.rows());
    private final List<Integer> ranking = IntStream.range(0, global.length).boxed()
            .sorted(Comparator.comparingDouble(generator -> global[generator])).toList();

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        set.write(folder, "s");
    }

    private String score(String arguments) {
        return Run.good(folder.arguments("score $/s.jsonl --generation-embeddings $/s.l.npy " + arguments)).out();
    }

    /** The mean and the standard error of the numbers that are not NaN, and their count. */
    private static double[] moments(double[] values) {
        double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        double mean = Arrays.stream(known).average().orElseThrow();
        double variance = Arrays.stream(known).map(value -> (value - mean) * (value - mean)).sum()
                / (known.length - 1);
        return new double[]{mean, Math.sqrt(variance / known.length), known.length};
    }

    private double[] column(int generator) {
        return set.rows().stream().mapToDouble(row -> row[generator]).toArray();
    }

    @Test
    void theJsonHoldsErrorsWithTheirStandardErrors() {
        Json json = Json.of(score("--json"));
        assertEquals(set.size(), json.get("samples").number());
        List<Json> generators = json.get("generators").list();
        double[] quality = PlainEstimator.quality(global);
        for (int rank = 0; rank < generators.size(); rank++) {
            int generator = ranking.get(rank);
            double[] expected = moments(column(generator));
            Json found = generators.get(rank);
            assertEquals(TinySet.GENERATORS.get(generator), found.get("generator").text());
            assertEquals(expected[0], found.get("error").number(), 1e-5);
            assertEquals(expected[1], found.get("standard_error").number(), 1e-5);
            assertEquals(expected[2], found.get("samples").number());
            assertEquals(quality[generator], found.get("quality").number(), 1e-5);
        }
    }

    @Test
    void theJsonTellsNeighboursInTheRankingApartByPairs() {
        List<Json> generators = Json.of(score("--json")).get("generators").list();
        for (int rank = 0; rank + 1 < generators.size(); rank++) {
            double[] better = column(ranking.get(rank));
            double[] worse = column(ranking.get(rank + 1));
            double[] expected = moments(
                    IntStream.range(0, set.size()).mapToDouble(s -> worse[s] - better[s]).toArray());
            Json next = generators.get(rank).get("to_next");
            assertEquals(expected[0], next.get("difference").number(), 1e-5);
            assertEquals(expected[1], next.get("standard_error").number(), 1e-5);
            double t = expected[0] / expected[1];
            if (t < LEAST_T || t > CLEAR_T) {
                assertEquals(t > CLEAR_T, next.get("apart").value());
            }
            assertEquals(expected[1] * 2.0, next.get("margin").number(), 0.03 * expected[1]);
        }
        assertNull(generators.getLast().get("to_next").value());
    }

    @Test
    void theJsonComparesAllPairs() {
        List<Json> comparisons = Json.of(score("--json")).get("comparisons").list();
        assertEquals(6, comparisons.size());
        for (Json comparison : comparisons) {
            double[] better = column(TinySet.GENERATORS.indexOf(comparison.get("better").text()));
            double[] worse = column(TinySet.GENERATORS.indexOf(comparison.get("worse").text()));
            double[] expected = moments(
                    IntStream.range(0, set.size()).mapToDouble(s -> worse[s] - better[s]).toArray());
            assertEquals(expected[0], comparison.get("difference").number(), 1e-5);
            assertEquals(expected[1], comparison.get("standard_error").number(), 1e-5);
        }
    }

    @Test
    void theVerdictComesWithReasonsAndFourGeneratorsAreTooFewForDependence() {
        Json json = Json.of(score("--json"));
        String verdict = json.get("signal").get("verdict").text();
        assertTrue(List.of("strong", "weak", "none").contains(verdict), verdict);
        assertNull(json.get("dependence").value());
        assertNull(json.get("families").value());
        String text = score("");
        assertTrue(
                text.matches(
                        "(?s).*\nsignal: " + verdict + "; [^\n]* the ranking[^\n]*\n  the outputs of a sample have .*"),
                text);
        assertTrue(text.contains("\n  to try: "), text);
        assertTrue(
                text.contains(
                        "dependence: not tested whether generators err together; that takes 5 generators (4 with short answers), and 20"
                                + " samples with outputs of both of a pair"),
                text);
    }

    @Test
    void theTableIsInTheOrderOfTheRankingAndNamesThoseThatAreNotApart() {
        List<String> printed = score("").lines().toList();
        assertTrue(printed.getFirst().startsWith("decision: "), printed::toString);
        assertTrue(printed.indexOf("") <= 2, "at most two lines before the table, and one on standard error");
        Json decision = Json.of(score("--json")).get("decision");
        assertEquals(printed.subList(0, printed.indexOf("")),
                decision.get("lines").list().stream().map(Json::text).toList());
        List<String> lines = printed.subList(1 + printed.indexOf(""), printed.size());
        assertEquals(ranking.stream().map(TinySet.GENERATORS::get).toList(),
                lines.subList(1, 1 + global.length).stream().map(line -> line.substring(0, line.indexOf(' ')))
                        .toList());
        List<Json> groups = Json.of(score("--json")).get("not_apart").list();
        List<String> named = groups.stream().map(group -> "cannot be told apart at 95 %: "
                + group.list().stream().map(Json::text).collect(Collectors.joining(", "))
                + " (their order may be chance)").toList();
        assertEquals(named, lines.subList(1 + global.length, 1 + global.length + named.size()));
        assertEquals("signal: ", lines.get(1 + global.length + named.size()).substring(0, 8));
    }

    @Test
    void generatorsThatAreTheSameAreNotApart() {
        folder.file("e.jsonl", "{\"generations\": {\"a\": \"x\", \"b\": \"x\", \"c\": \"y\"}}\n".repeat(5))
                .npy("e.npy", new int[]{5, 3, 1}, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5);
        String table = Run.good(folder.arguments("score $/e.jsonl --generation-embeddings $/e.npy")).out();
        assertTrue(table.contains("cannot be told apart at 95 %: a, b"), table);
        assertTrue(table.lines().anyMatch(line -> line.matches("b +0.500 +\\S+ ± \\S+ +0.0000 ± 0.0000 +1-3 +5")),
                table);
        assertTrue(table.contains("a, b gave the same outputs in every sample"), table);
    }

    @Test
    void oneSampleHasNoStandardError() {
        folder.file("e.jsonl", "{\"generations\": {\"a\": \"x\", \"b\": \"x\", \"c\": \"y\"}}")
                .npy("e.npy", new int[]{1, 3, 1}, 0, 1, 3);
        String line = "score $/e.jsonl --generation-embeddings $/e.npy";
        assertTrue(Run.good(folder.arguments(line)).out().contains("6.0000 ± -"));
        Json best = Json.of(Run.good(folder.arguments(line + " --json")).out()).get("generators").list().getFirst();
        assertEquals("b", best.get("generator").text());
        assertNull(best.get("standard_error").value());
        assertEquals(false, best.get("to_next").get("apart").value());
    }
}
