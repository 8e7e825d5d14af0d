package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie route} with embeddings from files, against {@link PlainEstimator}. */
@Tag("backend")
class RouteCommandTest {
    private static final int M = TinySet.GENERATORS.size();
    private static final String FILES = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy";

    @TempDir
    Path directory;

    private Folder folder;
    private final TinySet set = TinySet.of(1, 30, 1);
    private final TinySet training = TinySet.of(2, 40, 1);

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        set.write(folder, "s");
        training.write(folder, "t");
    }

    private List<Json> route(String arguments) {
        Run.good(folder.arguments("route " + arguments + " -o $/out.jsonl"));
        return folder.text("out.jsonl").lines().map(Json::of).toList();
    }

    /** Checks that samples were routed by {@code errors}, to outputs that are not missing. */
    private static void check(List<Json> routes, TinySet set, IntFunction<double[]> errors) {
        assertEquals(set.size(), routes.size());
        double[] global = PlainEstimator.mean(set.rows());
        for (int sample = 0; sample < set.size(); sample++) {
            Json route = routes.get(sample);
            double[] expected = errors.apply(sample);
            checkNumbers(route, expected);
            // If a sample has no estimate, that of the whole set decides.
            int best = PlainEstimator.best(isUnknown(expected) ? global : expected, set.present(sample));
            assertEquals(TinySet.GENERATORS.get(best), route.get("model").text(), "sample " + (sample + 1));
            assertEquals(set.text(sample, best), route.get("generation").text());
        }
    }

    private static boolean isUnknown(double[] errors) {
        return Arrays.stream(errors).allMatch(Double::isNaN);
    }

    private static void checkNumbers(Json route, double[] errors) {
        double[] quality = PlainEstimator.quality(errors);
        for (int g = 0; g < M; g++) {
            String generator = TinySet.GENERATORS.get(g);
            assertEquals(errors[g], route.get("error").get(generator).number(), 1e-5);
            assertEquals(Double.isNaN(errors[g]) ? Double.NaN : quality[g],
                    route.get("quality").get(generator).number(), 1e-4);
        }
    }

    private static double[] local(double[] input, TinySet known, int k) {
        List<double[]> rows = known.rows();
        return PlainEstimator.mean(Arrays.stream(PlainEstimator.nearest(input, known.inputs(), k)).mapToObj(rows::get)
                .toList());
    }

    @Test
    void globalTakesTheMeanOfAllRows() {
        double[] global = PlainEstimator.mean(set.rows());
        check(route("$/s.jsonl --method global" + FILES), set, _ -> global);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "scalar"})
    void localTakesTheMeanOfTheNeighboursRows(String backend) {
        check(route("$/s.jsonl --neighbors 7 --backend " + backend + FILES), set,
                sample -> local(set.inputs()[sample], set, 7));
    }

    @Test
    void localTakesTwentyNeighboursUnlessToldOtherwise() {
        check(route("$/s.jsonl --method local" + FILES), set, sample -> local(set.inputs()[sample], set, 20));
    }

    @Test
    void moreNeighboursThanSamplesAreAll() {
        double[] global = PlainEstimator.mean(set.rows());
        check(route("$/s.jsonl --neighbors 1000" + FILES), set, _ -> global);
    }

    @Test
    void withOneNeighbourASamplesOutputsDecideAndNoInputsAreNeeded() {
        folder.file("s.jsonl", set.lines());
        assertTrue(set.rows().stream().anyMatch(RouteCommandTest::isUnknown), "a sample with fewer than three outputs");
        check(route("$/s.jsonl --neighbors 1 --generation-embeddings $/s.l.npy"), set, set.rows()::get);
    }

    @Test
    void posteriorWeighsWithGlobalErrors() {
        double[] global = PlainEstimator.mean(set.rows());
        check(route("$/s.jsonl --method posterior" + FILES), set,
                sample -> PlainEstimator.posterior(set.outputs()[sample][0], global));
    }

    @Test
    void posteriorWeighsWithLocalErrors() {
        check(route("$/s.jsonl --method posterior --neighbors 15" + FILES), set,
                sample -> PlainEstimator.posterior(set.outputs()[sample][0], local(set.inputs()[sample], set, 15)));
    }

    @Test
    void consensusLooksForAgreementAndNeedsNoInputs() {
        folder.file("s.jsonl", set.lines());
        double[] global = PlainEstimator.mean(set.rows());
        check(route("$/s.jsonl --method consensus --generation-embeddings $/s.l.npy"), set,
                sample -> PlainEstimator.consensus(set, sample, global));
    }

    /** The log says which method was taken and why, and it routes as if it had been named. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"|shrunk|whole texts are compared", "--view first-line|shrunk|whole texts",
            "--view answer|vote|the view answer compares answers", "--view regex:.*|vote|the view regex:.* compares",
            "--view json:/answer|vote|the view json:/answer compares", "--view code|shrunk|whole texts"})
    void whatIsComparedSaysWhichMethodIsTaken(String view, String method, String why) {
        String options = (view == null ? "" : view) + FILES;
        Run run = Run.good(folder.arguments("route $/s.jsonl " + options + " -o $/default.jsonl"));
        String line = run.err().lines().filter(note -> note.startsWith("method: ")).findFirst().orElseThrow();
        assertTrue(line.contains("method: %s, because %s".formatted(method, why)), line);
        Run named = Run.good(folder.arguments(
                "route $/s.jsonl --method " + method + " " + options + " -o $/out.jsonl"));
        assertFalse(named.err().contains("method: "), named.err());
        assertEquals(folder.text("out.jsonl"), folder.text("default.jsonl"));
    }

    @Test
    void withTrainingSamplesLocalIsTaken() {
        Run run = Run.good(folder.arguments("route $/s.jsonl --input-embeddings $/s.x.npy --train $/t.jsonl"
                + " --train-input-embeddings $/t.x.npy --train-generation-embeddings $/t.l.npy"));
        assertTrue(run.err().contains(
                "method: local k=20, because the samples are routed by the outputs of others; --method names another"),
                run.err());
    }

    @Test
    void severalOutputsAreAveraged() {
        TinySet repeated = TinySet.of(3, 25, 3);
        repeated.write(folder, "s");
        check(route("$/s.jsonl --neighbors 9" + FILES), repeated,
                sample -> local(repeated.inputs()[sample], repeated, 9));
    }

    @Test
    void aTrainingSetRoutesInputsAlone() {
        folder.file("s.jsonl", "{\"input\": \"i\"}\n".repeat(set.size()));
        List<Json> routes = route("$/s.jsonl --input-embeddings $/s.x.npy --neighbors 5 --train $/t.jsonl"
                + " --train-input-embeddings $/t.x.npy --train-generation-embeddings $/t.l.npy");
        assertEquals(set.size(), routes.size());
        for (int sample = 0; sample < set.size(); sample++) {
            double[] errors = local(set.inputs()[sample], training, 5);
            checkNumbers(routes.get(sample), errors);
            int best = PlainEstimator.best(errors, new boolean[]{true, true, true, true});
            assertEquals(TinySet.GENERATORS.get(best), routes.get(sample).get("model").text());
            assertNull(routes.get(sample).get("generation").value());
        }
    }

    @Test
    void aTrainingSetRoutesToTheOutputsThatThereAre() {
        // No sample is routed to an output that is null in the test set.
        check(route("$/s.jsonl --input-embeddings $/s.x.npy --neighbors 5 --train $/t.jsonl"
                + " --train-input-embeddings $/t.x.npy --train-generation-embeddings $/t.l.npy"), set,
                sample -> local(set.inputs()[sample], training, 5));
    }

    @Test
    void aTrainingSetWeighsThePosterior() {
        double[] global = PlainEstimator.mean(training.rows());
        check(route("$/s.jsonl --generation-embeddings $/s.l.npy --method posterior --train $/t.jsonl"
                + " --train-generation-embeddings $/t.l.npy"), set,
                sample -> PlainEstimator.posterior(set.outputs()[sample][0], global));
    }

    @Test
    void anOutputThatIsNullIsNotRoutedToAndOneThatIsNotMentionedIs() {
        double[] global = PlainEstimator.mean(training.rows());
        int best = PlainEstimator.best(global, new boolean[]{true, true, true, true});
        boolean[] others = {true, true, true, true};
        others[best] = false;
        int second = PlainEstimator.best(global, others);
        String winner = TinySet.GENERATORS.get(best);
        folder.file("s.jsonl", "{}\n{\"generations\": {\"%s\": null}}\n{\"generations\": {\"%s\": \"text\"}}\n"
                .formatted(winner, winner));
        List<Json> routes = route(
                "$/s.jsonl --method global --train $/t.jsonl --train-generation-embeddings $/t.l.npy");
        assertEquals(List.of(winner, TinySet.GENERATORS.get(second), winner),
                routes.stream().map(route -> route.get("model").text()).toList());
        assertEquals(Arrays.asList(null, null, "text"),
                routes.stream().map(route -> route.get("generation").text()).toList());
    }

    @Test
    void aSampleWithoutOutputsIsRoutedNowhere() {
        folder.file("s.jsonl", """
                {"generations": {"a": "x", "b": "y", "c": "z"}}
                {"generations": {"a": null, "b": null}}
                """).npy("s.l.npy", new int[]{2, 3, 1}, 0, 1, 3, 0, 0, 0);
        List<Json> routes = route("$/s.jsonl --method global --generation-embeddings $/s.l.npy");
        assertNull(routes.get(1).get("model").value());
        assertNull(routes.get(1).get("generation").value());
        // Errors of the other sample: (1 + 9 - 4) / 2, (1 + 4 - 9) / 2, (9 + 4 - 1) / 2. The least is negative.
        assertEquals(3, routes.get(1).get("error").get("a").number(), 1e-6);
        assertEquals(-2, routes.get(1).get("error").get("b").number(), 1e-6);
        assertEquals(6, routes.get(1).get("error").get("c").number(), 1e-6);
        assertEquals("b", routes.get(0).get("model").text());
        assertTrue(routes.get(0).get("quality").get("b").number() > 0.99, "quality keeps the order of the errors");
    }

    @Test
    void idsKeepTheirTypesAndGzipIsUnpacked() {
        String outputs = "\"generations\": {\"a\": \"x\", \"b\": \"y\", \"c\": \"z\"}}\n";
        folder.file("s.jsonl.gz", Folder.gzip("{\"id\": \"7\", " + outputs + "{\"id\": 1.50, " + outputs + "{" + outputs
                + "{\"id\": 12345678901234567890, " + outputs)).npy("s.l.npy", new int[]{4, 3, 1}, new float[12]);
        route("$/s.jsonl.gz --method global --generation-embeddings $/s.l.npy");
        assertEquals(List.of("{\"id\":\"7\"", "{\"id\":1.50", "{\"id\":3", "{\"id\":12345678901234567890"),
                folder.text("out.jsonl").lines().map(line -> line.substring(0, line.indexOf(','))).toList());
    }

    @Test
    void filesOfOneLayoutAreOneSet() {
        String[] lines = set.lines().split("(?<=\n)");
        folder.file("first.jsonl", String.join("", Arrays.copyOf(lines, 10)))
                .file("second.jsonl", String.join("", Arrays.copyOfRange(lines, 10, lines.length)));
        double[] global = PlainEstimator.mean(set.rows());
        List<Json> routes = route("$/first.jsonl $/second.jsonl --method global" + FILES);
        check(routes, set, _ -> global);
        assertEquals("second.jsonl:1", routes.get(10).get("id").text());
    }

    @Test
    void anOutputFileIsReplaced() {
        folder.file("out.jsonl", "old");
        assertEquals(set.size(), route("$/s.jsonl --method global" + FILES).size());
        assertEquals(List.of("out.jsonl"), folder.names().stream().filter(name -> name.contains("out")).toList());
    }

    @Test
    void theSummaryAsJsonIsAllThatIsPrinted() {
        Run run = Run.good(folder.arguments("route $/s.jsonl --json --neighbors 7 -o $/out.jsonl" + FILES));
        assertEquals("", run.out());
        Json summary = Json.of(run.err());
        List<String> models = folder.text("out.jsonl").lines().map(line -> Json.of(line).get("model").text()).toList();
        double[] global = PlainEstimator.mean(set.rows());
        assertEquals(set.size(), summary.get("samples").number());
        assertEquals("local k=7", summary.get("method").text());
        for (Json generator : summary.get("generators").list()) {
            String name = generator.get("generator").text();
            assertEquals((double) models.stream().filter(name::equals).count(), generator.get("routed").number(), name);
            assertEquals(global[TinySet.GENERATORS.indexOf(name)], generator.get("error").number(), 1e-5);
        }
        assertEquals(M, summary.get("generators").list().size());
    }

    @Test
    void theTableShowsEveryGeneratorAndItsShare() {
        Run run = Run.good(folder.arguments("route $/s.jsonl --method global -o $/out.jsonl" + FILES));
        List<String> lines = run.err().lines().toList();
        double[] global = PlainEstimator.mean(set.rows());
        List<String> ranked = IntStream.range(0, M).boxed()
                .sorted((a, b) -> Double.compare(global[a], global[b])).map(TinySet.GENERATORS::get).toList();
        int head = (int) lines.stream().takeWhile(line -> !line.startsWith("generator ")).count();
        List<String> table = lines.subList(head + 1, head + 1 + M);
        assertEquals(ranked, table.stream().map(line -> line.substring(0, line.indexOf(' '))).toList());
        assertTrue(table.stream().allMatch(line -> line.endsWith(" %)")), run::err);
        assertTrue(run.err().contains("\nsignal: ") && !run.err().contains("similar inputs"), run::err);
        assertTrue(Run.good(folder.arguments("route $/s.jsonl --neighbors 7 -o $/out.jsonl" + FILES)).err()
                .contains("\n  similar inputs share "), "neighbours are asked where they are used");
    }
}
