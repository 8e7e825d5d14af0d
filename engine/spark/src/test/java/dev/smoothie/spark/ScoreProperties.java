package dev.smoothie.spark;

import dev.smoothie.core.Method;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.spark.estimates.Scores;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.Row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ScoreProperties {
    private static final double NEAR = 1e-12;

    private static void assertNear(double[] expected, double[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            // Below two samples there is no standard error, in both.
            assertEquals(expected[i], found[i], Double.isNaN(expected[i]) ? 0 : NEAR * Math.abs(expected[i]));
        }
    }

    @Property(tries = 8)
    void scoresAreThoseOfTheEngine(@ForAll @IntRange(min = 3, max = 12) int m,
            @ForAll @IntRange(min = 1, max = 2500) int n,
            @ForAll long seed) {
        var samples = EmbeddedSamples.drawn(n, m, 17, 0.2, seed);
        Scores found = SmoothieSpark.score(samples.frame(LocalSpark.SESSION, 3, seed));
        try (Arena arena = Arena.ofShared()) {
            GlobalEstimate expected = Smoothie.create().score(arena, Samples.of(samples.generations(arena))).global();
            assertNear(expected.error(), found.estimate().error());
            assertNear(expected.standardError(), found.estimate().standardError());
            assertArrayEquals(expected.samples(), found.estimate().samples());
            assertEquals(expected.ranking(), found.estimate().ranking());
            assertEquals(n, found.samples());

            Comparisons pairs = Comparisons.of(expected, new Workers(1));
            Comparisons ours = found.comparisons().orElseThrow();
            for (int i = 0; i < m; i++) {
                assertArrayEquals(pairs.samples()[i], ours.samples()[i]);
                assertArrayEquals(pairs.difference()[i], ours.difference()[i], 1e-10);
                assertArrayEquals(pairs.standardError()[i], ours.standardError()[i], 1e-10);
                assertEquals(pairs.ranks(i), ours.ranks(i));
            }
        }
    }

    @Property(tries = 6)
    void partitionsAndOrderChangeNothing(@ForAll @IntRange(min = 1, max = 9) int partitions, @ForAll long order) {
        var samples = EmbeddedSamples.drawn(800, 5, 24, 0.1, 7);
        Scores one = SmoothieSpark.score(samples.frame(LocalSpark.SESSION, 1, 0));
        Scores other = SmoothieSpark.score(samples.frame(LocalSpark.SESSION, partitions, order));
        assertArrayEquals(one.estimate().error(), other.estimate().error(), 0);
        assertArrayEquals(one.estimate().standardError(), other.estimate().standardError(), 0);
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(one.comparisons().orElseThrow().difference()[i],
                    other.comparisons().orElseThrow().difference()[i], 0);
        }
    }

    @Property(tries = 4)
    void routesAreThoseOfTheEngine(@ForAll @IntRange(min = 1, max = 5) int partitions, @ForAll long seed)
            throws Exception {
        var samples = EmbeddedSamples.drawn(300, 4, 8, 0.5, seed);
        Map<String, String> found = new HashMap<>();
        try (Routed routed = SmoothieSpark.route(samples.frame(LocalSpark.SESSION, partitions, seed))) {
            for (Row row : routed.routes().collectAsList()) {
                found.put(row.getString(0), row.getString(1));
            }
        }
        assertEquals(300, found.size());
        try (Arena arena = Arena.ofShared()) {
            int[] expected = Smoothie.create()
                    .route(arena, Samples.of(samples.generations(arena)), new Method.Global()).routes();
            for (int sample = 0; sample < expected.length; sample++) {
                assertEquals(expected[sample] < 0 ? null : samples.names().get(expected[sample]),
                        found.get("s" + sample));
            }
        }
    }
}
