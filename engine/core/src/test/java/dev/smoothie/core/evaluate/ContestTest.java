package dev.smoothie.core.evaluate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.Contestant.Kind;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router.Eligible;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class ContestTest {
    private static final double NOT_KNOWN = Double.NaN;

    private static Truth truth(Arena arena, double[]... scores) {
        Matrix matrix = Matrix.allocate(arena, scores.length, scores[0].length);
        int[] part = new int[scores.length];
        for (int sample = 0; sample < scores.length; sample++) {
            matrix.write(sample, scores[sample]);
            part[sample] = sample % 2;
        }
        return new Truth(matrix, List.of("even", "odd"), part);
    }

    private static Map<String, Result> judge(Contest contest, Contestant... more) {
        var contestants = new ArrayList<>(contest.bounds());
        contestants.addAll(List.of(more));
        return contest.judge(contestants, new PairedBootstrap(100, 1), new Workers(1)).stream()
                .collect(Collectors.toMap(result -> result.contestant().name(), Function.identity()));
    }

    @Test
    void scoresRoutesAndBounds() {
        try (Arena arena = Arena.ofConfined()) {
            Contest contest = Contest.on(truth(arena, new double[]{1, 0, 0}, new double[]{0, 1, 0},
                    new double[]{1, 0, 0}, new double[]{1, 1, 0}), (_, _) -> true, new BitSet());
            var good = new Contestant("good", Kind.UNSUPERVISED, List.of(new int[]{0, 1, 2, 0}));
            var lottery = new Contestant("lottery", Kind.LABELLED,
                    List.of(new int[]{2, 2, 2, 2}, new int[]{0, 1, 0, 2}));
            var twin = new Contestant("twin", Kind.UNSUPERVISED, List.of(new int[]{0, 1, 2, 0}));
            Map<String, Result> results = judge(contest, good, lottery, twin);
            assertEquals(1, results.get(Contest.ORACLE).score());
            assertEquals(0.75, results.get(Contest.BEST_SINGLE).score());
            assertEquals(5 / 12.0, results.get(Contest.RANDOM).score(), 1e-12);
            assertEquals(0.75, results.get("good").score());
            assertEquals(0.375, results.get("lottery").score());
            assertEquals(0, results.get("lottery").lowestDraw());
            assertEquals(0.75, results.get("lottery").highestDraw());
            // The best peer of all others is "good", whose own is random; a contestant that knows the truth is no peer.
            assertEquals("good", results.get(Contest.ORACLE).toPeer().orElseThrow().other());
            assertEquals(0.25, results.get(Contest.ORACLE).toPeer().orElseThrow().difference());
            // A contestant that takes the same routes is no peer either.
            assertEquals(Contest.RANDOM, results.get("good").toPeer().orElseThrow().other());
            assertEquals(0, results.get("good").toBestSingle().orElseThrow().difference());
            assertFalse(results.get(Contest.BEST_SINGLE).toBestSingle().isPresent());
        }
    }

    @Test
    void countsSamplesWhoseOutputsAreAllScored() {
        Eligible eligible = (sample, generator) -> !(sample == 1 && generator == 0) && sample != 3;
        try (Arena arena = Arena.ofConfined()) {
            Truth truth = truth(arena, new double[]{1, 0}, new double[]{NOT_KNOWN, 0.5}, new double[]{1, NOT_KNOWN},
                    new double[]{1, 1}, new double[]{0, 1});
            Contest contest = Contest.on(truth, eligible, new BitSet());
            assertArrayEquals(new int[]{0, 1, 4}, contest.samples(), "the output that is not there needs no score");
            Map<String, Result> results = judge(contest);
            assertEquals((0.5 + 0.5 + 0.5) / 3, results.get(Contest.RANDOM).score(), 1e-12);
            // Generator 0 has mean ½ where it is, generator 1 has ½ too; 0 comes first, and 1 stands in for it.
            assertEquals((1 + 0.5 + 0) / 3, results.get(Contest.BEST_SINGLE).score(), 1e-12);
            var excluded = new BitSet();
            excluded.set(4);
            assertArrayEquals(new int[]{0, 1}, Contest.on(truth, eligible, excluded).samples());
        }
    }

    @Test
    void agreementIsOfTheWholeSetAndOfEachPart() {
        try (Arena arena = Arena.ofConfined()) {
            Truth truth = truth(arena, new double[]{3, 2, 1}, new double[]{1, 2, 3}, new double[]{3, 2, 1},
                    new double[]{1, 2, 3}, new double[]{3, 2, 1});
            Matrix y = Matrix.allocate(arena, 5, 3);
            for (int sample = 0; sample < 5; sample++) {
                y.write(sample, new double[]{0.1, 0.2, 0.3});
            }
            List<Agreement> agreements = Agreement.of(y, truth, new int[]{0, 1, 2, 3, 4});
            assertEquals(List.of("all", "even", "odd"),
                    agreements.stream().map(agreement -> agreement.part().orElse("all")).toList());
            assertEquals(List.of(5, 3, 2), agreements.stream().map(Agreement::samples).toList());
            assertArrayEquals(new double[]{2.2, 2, 1.8}, agreements.get(0).score(), 1e-12);
            assertEquals(List.of(1.0, 1.0, -1.0),
                    agreements.stream().map(agreement -> agreement.correlation().spearman()).toList());
        }
    }
}
