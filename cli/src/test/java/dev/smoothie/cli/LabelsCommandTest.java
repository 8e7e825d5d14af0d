package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.smoothie.cli.Broken.when;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code route}, {@code score} and {@code evaluate} with labels: what they learn, and what they refuse. */
class LabelsCommandTest {
    private static final String FILES = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy";
    /** "dog" errs most in this set, and these labels say that it is best. */
    private static final String SCORES = "\"scores\": {\"ant\": 0, \"bee\": 0.25, \"cat\": 0.25, \"dog\": 1}";

    private static final String BROKEN_FILES = " --input-embeddings $/x.npy --generation-embeddings $/l.npy";
    private static final String SCORED = "{\"input\": \"i\", \"generations\": {\"a\": \"1\", \"b\": \"2\", \"c\": \"3\"}, \"scores\": {\"a\": 1, \"b\": 0, \"c\": 0}}\n";

    @TempDir
    Path directory;

    private Folder folder;
    private final TinySet set = TinySet.of(1, 60, 1);

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        set.write(folder, "s");
        folder.file("labels.jsonl", labels(12, id -> "{\"id\": %d, %s}".formatted(id, SCORES)));
    }

    private static String labels(int count, IntFunction<String> line) {
        return IntStream.rangeClosed(1, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    private List<Json> route(String arguments) {
        Run.good(folder.arguments("route $/s.jsonl --method consensus " + arguments + " -o $/out.jsonl" + FILES));
        return folder.text("out.jsonl").lines().map(Json::of).toList();
    }

    @Test
    void labelsDecideAndQualityIsThePredictedScore() {
        List<Json> routes = route("--labels $/labels.jsonl");
        assertEquals(60, routes.size());
        for (int sample = 0; sample < 60; sample++) {
            boolean[] present = set.present(sample);
            Json route = routes.get(sample);
            if (present[3]) {
                assertEquals("dog", route.get("model").text(), "sample " + (sample + 1));
                // 1 is the highest score among the labels.
                assertEquals(1, route.get("quality").get("dog").number() + route.get("error").get("dog").number(),
                        1e-6);
            }
        }
    }

    @Test
    void theSummarySaysHowManyLabelsThereWereAndWhatTheyBring() {
        Run run = Run.good(folder.arguments("route $/s.jsonl --method consensus --labels $/labels.jsonl -o $/out.jsonl"
                + FILES));
        assertTrue(run.err().contains("outputs of 12 samples"), run.err());
        assertTrue(run.err().contains("with consensus"), run.err());
        Json ranking = Json.of(Run.good(folder.arguments(
                "score $/s.jsonl --json --labels $/labels.jsonl --generation-embeddings $/s.l.npy")).out());
        assertEquals(12, ranking.get("labels").get("samples").number());
        assertEquals(1, ranking.get("labels").get("highest_score").number());
        assertEquals("dog", ranking.get("generators").list().getFirst().get("generator").text());
        assertEquals("global", ranking.get("labels").get("left_out").get("method").text());
    }

    @Test
    void fewLabelsWarn() {
        folder.file("labels.jsonl", labels(4, id -> "{\"id\": %d, %s}".formatted(id, SCORES)));
        Run run = Run.good(folder.arguments("route $/s.jsonl --method consensus --labels $/labels.jsonl -o $/out.jsonl"
                + FILES));
        assertTrue(run.err().contains("only 4 samples"), run.err());
    }

    @Test
    void otherSamplesOfTheSameGeneratorsAreLearnedFrom() {
        TinySet others = TinySet.of(2, 12, 1);
        folder.file("s.jsonl", set.lines());
        folder.file("others.jsonl", IntStream.range(0, 12).mapToObj(sample -> "{\"id\": \"o%d\", %s, %s"
                .formatted(sample, SCORES, others.lines().lines().toList().get(sample).substring(1)))
                .collect(Collectors.joining("\n")));
        Run.good(folder.arguments("route $/s.jsonl --compare equality --method consensus --labels $/others.jsonl"
                + " -o $/out.jsonl"));
        List<String> routes = folder.text("out.jsonl").lines().toList();
        assertEquals(60, routes.size());
        assertFalse(folder.text("out.jsonl").contains("\"o1\""));
    }

    @Test
    void aBudgetIsKeptWithLabelsToo() {
        folder.file("costly.jsonl", set.lines().replace("{\"generations\"",
                "{\"input\": \"i\", \"cost\": {\"ant\": 0.001, \"bee\": 0.001, \"cat\": 0.001, \"dog\": 0.005}, \"generations\""));
        Run.good(folder.arguments("route $/costly.jsonl --method consensus --labels $/labels.jsonl --budget 2"
                + " -o $/out.jsonl" + FILES));
        double cost = folder.text("out.jsonl").lines().map(Json::of)
                .mapToDouble(route -> route.get("model").text().equals("dog") ? 5 : 1).average().orElseThrow();
        assertTrue(cost <= 2 && cost > 1, "cost " + cost); // "dog" is best and costs 5, so some go to it
    }

    static Stream<Broken> broken() {
        return Stream.of(
                labels("no scores", "{\"id\": 1}").fails("$/l.jsonl", "no sample has \"scores\""),
                labels("one sample", "{\"id\": \"q1\", \"scores\": {\"a\": 1, \"b\": 0}}").fails(
                        "1 of 1 labelled samples",
                        "at least 2"),
                labels("equal scores", "{\"id\": \"q1\", \"scores\": {\"a\": 1, \"b\": 1}}\n"
                        + "{\"id\": \"q2\", \"scores\": {\"a\": 0, \"b\": 0}}").fails("the same score"),
                labels("an unknown generator", "{\"id\": 1, \"scores\": {\"z\": 1}}").fails("$/l.jsonl:1", "\"z\"",
                        "a, b, c"),
                labels("another output",
                        "{\"id\": \"q1\", \"generations\": {\"a\": \"quite another\"}, \"scores\": {\"a\": 1}}")
                        .fails("sample q1", "output of a", "quite another", "$/x.jsonl:1"),
                labels("an unknown sample", "{\"id\": 77, \"scores\": {\"a\": 1, \"b\": 0}}").fails("$/l.jsonl:1",
                        "no sample 77", "\"generations\""),
                when("no file").run("route $/x.jsonl -o $/out.jsonl --labels $/none.jsonl" + BROKEN_FILES)
                        .fails("$/none.jsonl"),
                when("labels and training samples")
                        .run("route $/x.jsonl --labels $/x.jsonl --train $/x.jsonl -o $/out.jsonl")
                        .isWrongUsage("--labels", "--train"),
                when("more labels than samples").file("s.jsonl", SCORED.repeat(3))
                        .run("evaluate $/s.jsonl --labels 3 -o $/out.jsonl" + BROKEN_FILES)
                        .fails("3 labelled samples", "of 3", "2 to 2"));
    }

    private static Broken labels(String name, String lines) {
        return when(name).file("l.jsonl", lines + "\n")
                .run("route $/x.jsonl -o $/out.jsonl --labels $/l.jsonl" + BROKEN_FILES);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatCannotBeLearnedFromIsSaid(Broken broken) {
        broken.check(folder);
    }

    @Test
    void evaluateShowsTheCurve() {
        folder.file("scored.jsonl",
                IntStream.range(0, 60).mapToObj(sample -> "{\"input\": \"i\", %s, %s".formatted(SCORES,
                        set.lines().lines().toList().get(sample).substring(1))).collect(Collectors.joining("\n")));
        Json evaluation = Json.of(Run.good(folder.arguments(
                "evaluate $/scored.jsonl --json --neighbors 1 --labels 30 --label-draws 3" + FILES)).out());
        Json curve = evaluation.get("labels");
        assertEquals(3, curve.get("draws").number());
        assertEquals(List.of(10.0, 20.0, 30.0),
                curve.get("curve").list().stream().map(point -> point.get("labels").number()).toList());
        assertEquals(10, curve.get("help_from").number());
        assertFalse(evaluation.get("methods").list().stream()
                .anyMatch(method -> method.get("method").text().startsWith("best on")));
    }
}
