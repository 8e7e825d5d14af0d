package dev.smoothie.core;

import dev.smoothie.core.Simulated.Judged;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import dev.smoothie.spi.tck.EmbeddingArbitraries;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what holds for all sets, with topics, families, clones, missing outputs and duplicates, down to one sample. */
class BeliefProperties {

    @Provide
    Arbitrary<Scenario> scenarios() {
        return EmbeddingArbitraries.scenarios(60, 9, 6);
    }

    private static Judged judge(float[][][] outputs) {
        int d = 1;
        for (float[][] sample : outputs) {
            for (float[] output : sample) {
                d = output == null ? d : output.length;
            }
        }
        try (Arena arena = Arena.ofShared()) {
            return Simulated.judge(arena, Simulated.generations(arena, outputs, d));
        }
    }

    @Property(tries = 200)
    void everySetIsJudgedAndSaysWhy(@ForAll("scenarios") Scenario scenario) {
        Judged judged = judge(new Simulation(scenario).outputs());
        Belief belief = judged.belief();
        assertTrue(!belief.signal().reasons().isEmpty());
        assertTrue(belief.signal().reasons().stream().noneMatch(reason -> reason.contains("NaN")),
                belief.signal()::toString);
        Comparisons comparisons = belief.comparisons();
        List<Integer> ranking = comparisons.ranking();
        for (int place = 0; place < ranking.size(); place++) {
            int generator = ranking.get(place);
            var ranks = comparisons.ranks(generator);
            assertTrue(1 <= ranks.best() && ranks.best() <= ranks.worst() && ranks.worst() <= ranking.size());
            boolean complete = scenario.missing() == 0;
            assertTrue(!complete || (ranks.best() <= place + 1 && place + 1 <= ranks.worst()), comparisons::toString);
        }
        belief.dependence().ifPresent(dependence -> {
            for (int i = 0; i < ranking.size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertEquals(dependence.covariance()[i][j], dependence.covariance()[j][i], 0);
                    assertEquals(dependence.together()[i][j], dependence.together()[j][i]);
                }
            }
        });
    }

    /** Whether a generator comes first or last in the file means nothing. */
    @Property(tries = 60)
    void theOrderOfTheGeneratorsDoesNotMatter(@ForAll("scenarios") Scenario scenario) {
        float[][][] outputs = new Simulation(scenario).outputs();
        int m = outputs[0].length;
        float[][][] reversed = new float[outputs.length][m][];
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int i = 0; i < m; i++) {
                reversed[sample][i] = outputs[sample][m - 1 - i];
            }
        }
        Belief before = judge(outputs).belief();
        Belief after = judge(reversed).belief();
        assertEquals(before.signal().verdict(), after.signal().verdict());
        assertEquals(before.dependence().isPresent(), after.dependence().isPresent());
        before.dependence().ifPresent(dependence -> IntStream.range(0, m).forEach(i -> {
            double error = dependence.errors()[i];
            boolean silent = Double.isNaN(error);
            assertEquals(error, after.dependence().orElseThrow().errors()[m - 1 - i],
                    silent ? 0 : 1e-5 * (1 + Math.abs(error)));
        }));
        assertEquals(before.evidence().agreement().share(), after.evidence().agreement().share(), 1e-6);
    }
}
