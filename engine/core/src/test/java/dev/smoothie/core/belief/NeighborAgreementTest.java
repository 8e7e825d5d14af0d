package dev.smoothie.core.belief;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.TestBackends;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.simulation.Scenario;
import java.lang.foreign.Arena;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NeighborAgreementTest {
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private NeighborAgreement ask(Scenario scenario) {
        var y = RowEstimates.of(arena, Simulated.generations(arena, scenario), TestBackends.scalar(),
                Simulated.WORKERS).y();
        Embeddings inputs = Simulated.inputs(arena, scenario);
        var neighbors = ExactSearch.of(arena, inputs, inputs, 20, TestBackends.scalar(), Simulated.WORKERS);
        return NeighborAgreement.of(GlobalEstimate.of(y), inputs, LongStream.range(0, scenario.samples()).toArray(),
                neighbors);
    }

    @Test
    void topicsMakeNeighboursAgree() {
        Scenario one = Scenario.of(600, 16, new double[]{0.2, 0.4, 0.6, 0.8, 1}, 6);
        var agreement = ask(one.withTopics(5));
        assertTrue(agreement.beyondChance(), agreement.toString());
        assertTrue(agreement.halves() > 0.8, agreement.toString());
        var without = ask(one);
        assertFalse(without.beyondChance(), without.toString());
        assertEquals(0, without.share(), 5 * without.standardError());
    }

    /** A copy of a sample says nothing that the sample does not. */
    @Test
    void copiesDoNotCount() {
        var agreement = ask(Scenario.of(600, 16, new double[]{0.2, 0.4, 0.6, 0.8, 1}, 7).withDuplicates(0.5));
        assertFalse(agreement.beyondChance(), agreement.toString());
    }
}
