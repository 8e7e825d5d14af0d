package dev.smoothie.core.evaluate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.Contestant.Kind;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Costs;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OracleCheckTest {
    /** Output 0 is better by its first score, output 1 by its second: whoever chooses by one gets the other. */
    private static final double[][] LUCK = {{1, 0}, {0, 1}};
    private static final double[][] CLEAR = {{1, 1}, {0, 0}};
    private static final double[][] ONCE = {{0.75}, {0.25}};

    /** The contest on samples with these scores. */
    private static Contest contest(Arena arena, double[][]... scores) {
        Matrix means = Matrix.allocate(arena, scores.length, 2);
        Map<Integer, double[][]> repeats = new HashMap<>();
        for (int sample = 0; sample < scores.length; sample++) {
            means.write(sample, Arrays.stream(scores[sample])
                    .mapToDouble(given -> Arrays.stream(given).average().orElseThrow()).toArray());
            if (scores[sample][0].length > 1) {
                repeats.put(sample, scores[sample]);
            }
        }
        return Contest.on(new Truth(means, List.of(), new int[scores.length], Optional.of(new RepeatedScores(repeats))),
                (_, _) -> true, new BitSet());
    }

    private static OracleCheck check(Contest contest, Contestant... more) {
        var contestants = new ArrayList<>(contest.bounds());
        contestants.addAll(List.of(more));
        return OracleCheck.of(contest, contestants, new PairedBootstrap(100, 1), new Workers(1));
    }

    @Test
    void anOracleByLuckFallsToNothing() {
        try (Arena arena = Arena.ofConfined()) {
            Contest contest = contest(arena, LUCK, CLEAR, LUCK, CLEAR);
            var second = new Contestant("second", Kind.UNSUPERVISED, List.of(new int[]{1, 1, 1, 1}));
            OracleCheck check = check(contest, second);
            Result result = check.result().orElseThrow();
            // Each sample of luck gives 0, each clear one 1.
            assertEquals(0.5, result.score(), 1e-15);
            assertEquals("oracle by other scores", result.contestant().name());
            assertEquals(Kind.ORACLE, result.contestant().kind());
            assertTrue(result.interval().low() < 0.5 && result.interval().high() > 0.5);
            // Generator 0 has ½ and 1: ¾. Random gets ½ on every sample, the second ½ and 0.
            assertEquals(-0.25, result.toBestSingle().orElseThrow().difference(), 1e-15);
            assertEquals(Contest.RANDOM, result.toPeer().orElseThrow().other());
            assertEquals(0, result.toPeer().orElseThrow().difference(), 1e-15);
            assertTrue(check.note().isEmpty());
        }
    }

    @Test
    void itIsOfTheSamplesThatHaveRepeatsAndSaysSo() {
        try (Arena arena = Arena.ofConfined()) {
            OracleCheck check = check(contest(arena, ONCE, CLEAR, ONCE, LUCK, CLEAR));
            Result result = check.result().orElseThrow();
            assertEquals(2 / 3.0, result.score(), 1e-15);
            // On these three, generator 0 has 1, ½ and 1.
            assertEquals(2 / 3.0 - 2.5 / 3, result.toBestSingle().orElseThrow().difference(), 1e-15);
            String note = check.note().orElseThrow();
            assertTrue(note.contains("the 3 samples") && note.contains("scores 0.8333"), note);
        }
    }

    @Test
    void withoutRepeatsANoteAsksForThem() {
        try (Arena arena = Arena.ofConfined()) {
            OracleCheck check = check(contest(arena, ONCE, ONCE, LUCK));
            assertTrue(check.result().isEmpty(), "one sample has no interval");
            String note = check.note().orElseThrow();
            assertTrue(note.contains("per-sample oracle") && note.contains("luck") && note.contains("as a list"), note);
        }
    }

    @Test
    void thereIsNoNoteOnRightAndWrongOrComputedScores() {
        try (Arena arena = Arena.ofConfined()) {
            OracleCheck right = check(contest(arena, new double[][]{{1}, {0}}, new double[][]{{0}, {0}}));
            assertEquals(new OracleCheck(Optional.empty(), Optional.empty()), right);
            Contest given = contest(arena, ONCE, ONCE);
            Contest computed = new Contest(
                    new Truth(given.truth().scores(), given.truth().parts(), given.truth().part()),
                    given.eligible(), given.samples());
            assertEquals(new OracleCheck(Optional.empty(), Optional.empty()), check(computed));
        }
    }

    @Test
    void itStandsAfterThePerSampleOracle() {
        try (Arena arena = Arena.ofConfined()) {
            Contest contest = contest(arena, LUCK, CLEAR);
            List<Result> results = contest.judge(contest.bounds(), new PairedBootstrap(100, 1), new Workers(1));
            OracleCheck check = check(contest);
            List<Result> all = check.among(results);
            assertEquals(List.of(Contest.ORACLE, Contest.OTHER_SCORES, Contest.BEST_SINGLE, Contest.RANDOM),
                    all.stream().map(result -> result.contestant().name()).toList());
            assertSame(check.result().orElseThrow(), all.get(1));
            assertEquals(results, new OracleCheck(Optional.empty(), Optional.empty()).among(results));
        }
    }

    @Test
    void itSpendsWhatItChooses() {
        try (Arena arena = Arena.ofConfined()) {
            Contest contest = contest(arena, LUCK, CLEAR);
            Contestant found = check(contest).result().orElseThrow().contestant();
            // Half and half in the first sample, generator 0 in the second.
            assertEquals((3 + 1) / 2.0, contest.cost(found, Costs.of(0.001, 0.005)), 1e-12);
        }
    }
}
