package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests scores that are lists: their mean is the score, and {@code evaluate} checks its oracle by them. */
class RepeatedScoresTest {
    private static final int M = TinySet.GENERATORS.size();
    private static final int N = 60;
    private static final String FILES = " --input-embeddings $/s.x.npy --generation-embeddings $/s.l.npy";
    private static final String ORACLE = "oracle by other scores";
    private static final String NOTE = "where scores are noisy, a part of that is luck";

    @TempDir
    Path directory;

    private Folder folder;
    private final TinySet set = TinySet.of(1, N, 1);
    /** {@code [n][m][2]}, noise: the scores of each output are no more alike than those of others. */
    private final double[][][] scores = new double[N][M][2];

    @BeforeEach
    void write() {
        folder = new Folder(directory);
        set.write(folder, "s");
        var random = new Random(5);
        // Sums and halves of these are exact, and none of a sample are equal.
        for (double[][] sample : scores) {
            int[] different = IntStream.range(0, 2 * M).toArray();
            for (int g = 0; g < M; g++) {
                for (int repeat = 0; repeat < 2; repeat++) {
                    int at = random.nextInt(2 * M - 2 * g - repeat);
                    sample[g][repeat] = different[at] / 8.0;
                    different[at] = different[2 * M - 2 * g - repeat - 1];
                }
            }
        }
    }

    /** Writes the set with scores as {@code value} has them for a sample and a generator. */
    private void scored(String file, BiFunction<Integer, Integer, String> value) {
        List<String> lines = folder.text("s.jsonl").lines().toList();
        folder.file(file, IntStream.range(0, N).mapToObj(sample -> "%s, \"scores\": {%s}}\n".formatted(
                lines.get(sample).substring(0, lines.get(sample).length() - 1),
                IntStream.range(0, M).mapToObj(g -> "\"%s\": %s".formatted(TinySet.GENERATORS.get(g),
                        value.apply(sample, g))).collect(Collectors.joining(", "))))
                .collect(Collectors.joining()));
    }

    private String list(int sample, int g) {
        return Arrays.toString(scores[sample][g]);
    }

    private String mean(int sample, int g) {
        return Double.toString((scores[sample][g][0] + scores[sample][g][1]) / 2);
    }

    private Json evaluate(String file, String arguments) {
        return Json.of(Run.good(folder.arguments("evaluate $/" + file + " --neighbors 11 --json" + FILES + arguments))
                .out());
    }

    private static Json method(Json evaluation, String name) {
        return evaluation.get("methods").list().stream().filter(method -> method.get("method").text().equals(name))
                .findFirst().orElseThrow(() -> new AssertionError("no " + name));
    }

    private static List<String> names(Json evaluation) {
        return evaluation.get("methods").list().stream().map(method -> method.get("method").text()).toList();
    }

    private static String notes(Json evaluation) {
        return evaluation.get("notes").list().stream().map(Json::text).collect(Collectors.joining("\n"));
    }

    /** What the output gets that is best by the other score, both ways; the mean over some samples. */
    private double byOtherScore(IntPredicate samples) {
        return IntStream.range(0, N).filter(samples).mapToDouble(sample -> {
            boolean[] present = set.present(sample);
            double sum = 0;
            for (int left = 0; left < 2; left++) {
                int best = -1;
                for (int g = 0; g < M; g++) {
                    if (present[g] && (best < 0 || scores[sample][g][1 - left] > scores[sample][best][1 - left])) {
                        best = g;
                    }
                }
                sum += scores[sample][best][left];
            }
            return sum / 2;
        }).average().orElseThrow();
    }

    @Test
    void theMeanIsTheScoreAndTheOracleIsJudgedByOtherScores() {
        scored("lists.jsonl", this::list);
        scored("means.jsonl", this::mean);
        Json lists = evaluate("lists.jsonl", " --labels 0.25 --label-draws 2");
        Json means = evaluate("means.jsonl", " --labels 0.25 --label-draws 2");
        assertEquals(ORACLE, names(lists).get(1));
        for (String name : names(means)) {
            assertEquals(method(means, name).get("score").number(), method(lists, name).get("score").number(), 1e-12,
                    name);
        }
        Json all = evaluate("lists.jsonl", "");
        Json found = method(all, ORACLE);
        double score = byOtherScore(_ -> true);
        assertEquals(score, found.get("score").number(), 1e-12);
        assertEquals("oracle", found.get("kind").text());
        assertTrue(found.get("interval").list().getFirst().number() < score);
        assertTrue(found.get("interval").list().getLast().number() > score);
        assertEquals(score - method(all, "best single generator").get("score").number(),
                found.get("to_best_single").get("difference").number(), 1e-12);
        assertTrue(score < method(all, "per-sample oracle").get("score").number());
        assertEquals("", notes(all));
    }

    @Test
    void theTableHasTheRow() {
        scored("lists.jsonl", this::list);
        List<String> lines = Run.good(folder.arguments("evaluate $/lists.jsonl --neighbors 11" + FILES)).out().lines()
                .toList();
        assertTrue(lines.get(1).startsWith("per-sample oracle "), lines.get(1));
        assertTrue(lines.get(2).startsWith(ORACLE + " "), lines.get(2));
        assertTrue(lines.get(2).contains(String.format(Locale.ROOT, " %.4f ", byOtherScore(_ -> true))), lines.get(2));
    }

    @Test
    void whereOnlySomeAreRepeatedTheRowIsOfThese() {
        scored("some.jsonl", (sample, g) -> sample % 3 == 0 ? list(sample, g) : mean(sample, g));
        Json evaluation = evaluate("some.jsonl", "");
        assertEquals(N, evaluation.get("samples").number());
        assertEquals(byOtherScore(sample -> sample % 3 == 0), method(evaluation, ORACLE).get("score").number(), 1e-12);
        assertTrue(notes(evaluation).contains("of the 20 samples that have two or more scores of each output"),
                notes(evaluation));
    }

    @Test
    void whereNoneAreRepeatedANoteSaysWhy() {
        scored("means.jsonl", this::mean);
        Run run = Run.good(folder.arguments("evaluate $/means.jsonl --neighbors 11" + FILES));
        assertFalse(run.out().contains(ORACLE), run.out());
        assertTrue((run.out() + run.err()).contains(NOTE), run.err());
        scored("right.jsonl", (sample, g) -> scores[sample][g][0] < 0.5 ? "0" : "true");
        assertEquals("", notes(evaluate("right.jsonl", "")));
    }

    @Test
    void labelsMayBeListsToo() {
        scored("lists.jsonl", this::list);
        scored("means.jsonl", this::mean);
        for (String name : List.of("lists", "means")) {
            Run.good(folder.arguments("route $/s.jsonl --method consensus --labels $/%s.jsonl -o $/%s.out.jsonl"
                    .formatted(name, name) + FILES));
        }
        assertEquals(folder.text("means.out.jsonl"), folder.text("lists.out.jsonl"));
    }
}
