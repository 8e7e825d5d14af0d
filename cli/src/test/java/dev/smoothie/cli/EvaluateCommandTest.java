package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests {@code smoothie evaluate} with embeddings from files, against {@link PlainEstimator} and scores counted here.
 */
class EvaluateCommandTest {
    private static final int M = TinySet.GENERATORS.size();
    private static final String FILES = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy";

    @TempDir
    Path directory;

    private Folder folder;
    private final TinySet set = TinySet.of(1, 60, 1);
    private double[][] scores;

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        set.write(folder, "s");
        var random = new Random(5);
        scores = new double[set.size()][M];
        for (double[] row : scores) {
            Arrays.setAll(row, _ -> random.nextInt(100) / 100.0);
        }
        folder.file("s.jsonl", labelled(sample -> "\"dataset\": \"%s\", \"scores\": {%s}".formatted(
                sample % 3 == 0 ? "third" : "rest", IntStream.range(0, M).mapToObj(g -> String.format(Locale.ROOT,
                        "\"%s\": %.2f", TinySet.GENERATORS.get(g), scores[sample][g]))
                        .collect(Collectors.joining(", ")))));
    }

    /** The lines of the set with more fields at the end of each. */
    private String labelled(IntFunction<String> fields) {
        List<String> lines = folder.text("s.jsonl").lines().toList();
        return IntStream.range(0, lines.size())
                .mapToObj(sample -> lines.get(sample).substring(0, lines.get(sample).length() - 1) + ", "
                        + fields.apply(sample) + "}\n")
                .collect(Collectors.joining());
    }

    private Json evaluate(String arguments) {
        return Json.of(Run.good(folder.arguments("evaluate $/s.jsonl --json" + FILES + " " + arguments)).out());
    }

    private static Json method(Json evaluation, String name) {
        return evaluation.get("methods").list().stream().filter(method -> method.get("method").text().equals(name))
                .findFirst().orElseThrow(() -> new AssertionError("no " + name));
    }

    private double mean(IntToDoubleFunction score) {
        return IntStream.range(0, set.size()).mapToDouble(score).average().orElseThrow();
    }

    private double routed(int sample, double[] errors) {
        double[] known = Arrays.stream(errors).allMatch(Double::isNaN) ? PlainEstimator.mean(set.rows()) : errors;
        return scores[sample][PlainEstimator.best(known, set.present(sample))];
    }

    private double[] local(int sample, int k) {
        List<double[]> rows = set.rows();
        return PlainEstimator.mean(Arrays.stream(PlainEstimator.nearest(set.inputs()[sample], set.inputs(), k))
                .mapToObj(rows::get).toList());
    }

    @Test
    void everyMethodScoresWhatItsRoutesScore() {
        Json evaluation = evaluate("--neighbors 3,11");
        double[] global = PlainEstimator.mean(set.rows());
        assertEquals(set.size(), evaluation.get("samples").number());
        assertEquals("scores", evaluation.get("truth").text());
        assertEquals(mean(sample -> routed(sample, global)), method(evaluation, "global").get("score").number(), 1e-12);
        assertEquals(mean(sample -> routed(sample, set.rows().get(sample))),
                method(evaluation, "local k=1").get("score").number(), 1e-12);
        for (int k : new int[]{3, 11}) {
            assertEquals(mean(sample -> routed(sample, local(sample, k))),
                    method(evaluation, "local k=" + k).get("score").number(), 1e-12);
        }
        assertEquals(mean(sample -> routed(sample, PlainEstimator.posterior(set.outputs()[sample][0], global))),
                method(evaluation, "posterior").get("score").number(), 1e-12);
        assertEquals(mean(sample -> routed(sample, PlainEstimator.consensus(set, sample, global))),
                method(evaluation, "consensus").get("score").number(), 1e-12);
    }

    @Test
    void boundsAreOfTheOutputsThatAreThere() {
        Json evaluation = evaluate("");
        assertEquals(mean(sample -> present(sample).max().orElseThrow()),
                method(evaluation, "per-sample oracle").get("score").number(), 1e-12);
        assertEquals(mean(sample -> present(sample).average().orElseThrow()),
                method(evaluation, "random (expected)").get("score").number(), 1e-12);
        Json gap = method(evaluation, "random (expected)").get("to_best_single");
        assertEquals("best single generator", gap.get("other").text());
        assertEquals(
                method(evaluation, "random (expected)").get("score").number()
                        - method(evaluation, "best single generator").get("score").number(),
                gap.get("difference").number(), 1e-12);
        assertTrue(gap.get("interval").list().getFirst().number() < gap.get("difference").number());
        assertTrue(gap.get("interval").list().getLast().number() > gap.get("difference").number());
    }

    private DoubleStream present(int sample) {
        boolean[] present = set.present(sample);
        return IntStream.range(0, M).filter(g -> present[g]).mapToDouble(g -> scores[sample][g]);
    }

    @Test
    void agreementIsGivenForEveryDatasetAndOverall() {
        List<Json> agreement = evaluate("").get("agreement").list();
        assertEquals(List.of(60.0, 20.0, 40.0),
                agreement.stream().map(part -> part.get("samples").number()).toList());
        assertEquals("third", agreement.get(1).get("dataset").text());
        double[] error = PlainEstimator.mean(set.rows());
        for (int g = 0; g < M; g++) {
            Json generator = agreement.getFirst().get("generators").list().get(g);
            assertEquals(TinySet.GENERATORS.get(g), generator.get("generator").text());
            assertEquals(error[g], generator.get("error").number(), 1e-6);
        }
    }

    @Test
    void truthIsComputedFromReferences() {
        // The outputs are "ant says 17, 0" and so on. One of each sample's references has "bee", the other one the
        // number of the sample.
        folder.file("s.jsonl", labelled(sample -> "\"reference\": [\"BEE says\", \"dog says %d\"]".formatted(sample)));
        Json evaluation = evaluate("--metric contains --neighbors 1");
        assertEquals("contains", evaluation.get("truth").text());
        assertEquals(mean(sample -> {
            boolean[] present = set.present(sample);
            return (double) ((present[1] ? 1 : 0) + (present[3] ? 1 : 0))
                    / IntStream.range(0, M).filter(g -> present[g]).count();
        }), method(evaluation, "random (expected)").get("score").number(), 1e-12);
    }

    @Test
    void labelsAreSetAsideOrComeFromAFile() {
        Json part = evaluate("--labels 0.25 --label-count 7 --label-draws 3");
        assertEquals(45, part.get("samples").number());
        assertEquals(3, method(part, "best on 7 labels").get("draws").number());
        assertEquals("labelled", method(part, "labelled kNN, 7 labels").get("kind").text());
        Json file = evaluate("--labels $/s.jsonl --label-input-embeddings $/s.x.npy");
        assertEquals(60, file.get("samples").number());
        assertTrue(method(file, "best on 50 labels").get("lowest_draw").number() <= method(file, "best on 50 labels")
                .get("score").number());
    }

    @Test
    void choicesAreWrittenForEverySample() {
        Json evaluation = evaluate("-o $/choices.jsonl --labels 0.25 --label-draws 2");
        List<Json> lines = folder.text("choices.jsonl").lines().map(Json::of).toList();
        assertEquals(45, lines.size());
        double sum = 0;
        for (Json line : lines) {
            String chosen = line.get("choices").get("posterior").text();
            sum += line.get("scores").get(chosen).number();
            assertEquals(2, line.get("choices").get("best on 50 labels").list().size());
        }
        assertEquals(method(evaluation, "posterior").get("score").number(), sum / 45, 1e-12);
    }

    @Test
    void theTableSaysTheSame() {
        Run run = Run.good(folder.arguments("evaluate $/s.jsonl --neighbors 11" + FILES));
        Json evaluation = evaluate("--neighbors 11");
        for (Json method : evaluation.get("methods").list()) {
            String name = method.get("method").text();
            String row = run.out().lines().filter(line -> line.startsWith(name)).findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in\n" + run.out()));
            assertTrue(row.contains(String.format(Locale.ROOT, "%.4f", method.get("score").number())), row);
        }
    }

    @Test
    void aSetWithoutInputsIsJudgedByWhatNeedsNone() {
        folder.file("s.jsonl", folder.text("s.jsonl").replace("\"input\": \"i\", ", ""));
        String files = " --generation-embeddings $/s.l.npy";
        Run run = Run.good(folder.arguments("evaluate $/s.jsonl --json" + files));
        String why = "local k=5, local k=20, local k=50: not compared, because neighbours are similar inputs, and the samples have no inputs";
        assertTrue(run.err().contains(why), run.err());
        assertTrue(Json.of(run.out()).get("notes").list().getFirst().text().startsWith(why), run.out());
        List<String> names = Json.of(run.out()).get("methods").list().stream()
                .map(method -> method.get("method").text()).toList();
        assertEquals(List.of("per-sample oracle", "best single generator", "random (expected)", "global", "local k=1",
                "posterior", "consensus", "shrunk", "vote"), names);
        Run asked = Run.good(folder.arguments("evaluate $/s.jsonl --neighbors 1,3" + files));
        assertTrue(asked.out().lines().anyMatch(line -> line.startsWith("local k=3: not compared")), asked.out());
    }
}
