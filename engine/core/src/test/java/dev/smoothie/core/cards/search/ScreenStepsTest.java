package dev.smoothie.core.cards.search;

import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import dev.smoothie.core.cards.search.ScreenSteps.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every order of tiles must have, counted slot by slot. */
class ScreenStepsTest {

    @ParameterizedTest
    @CsvSource({"1,0,1,4,1", "2,0,2,4,1", "100,0,100,8,25", "101,0,101,8,25", "101,30,62,8,25", "101,0,51,12,3",
            "101,51,101,12,48", "64,0,64,16,64", "97,96,97,20,24", "300,0,300,100,200"})
    void everyRowMeetsEverySlotOnceAndHasAThresholdByThen(int base, int from, int to, int tile, int sample) {
        var plan = new CardSearchPlan(5, 16, tile, sample);
        for (Kind kind : Kind.values()) {
            int[][] met = new int[to][base];
            boolean[] threshold = new boolean[to];
            for (Step step : ScreenSteps.of(plan, kind, new Range(from, to), base)) {
                assertTrue((long) step.rows().size() * Math.ceilDiv(step.columns().size(), 8) * 8 <= (long) tile
                        * Math.ceilDiv(tile, 8) * 8, step::toString);
                for (int row = step.rows().from(); row < step.rows().to(); row++) {
                    threshold[row] |= step.first();
                    assertTrue(threshold[row], step::toString);
                    for (int column = step.columns().from(); column < step.columns().to(); column++) {
                        met[row][column]++;
                        if (step.mirrored()) {
                            assertTrue(threshold[column], step::toString);
                            met[column][row]++;
                        }
                    }
                }
            }
            for (int row = from; row < to; row++) {
                for (int column = 0; column < base; column++) {
                    assertEquals(1, met[row][column], "%s: [%d, %d]".formatted(kind, row, column));
                }
            }
        }
    }

    @Test
    void halfOfTheTilesAreEnoughInASearchAmongItself() {
        var plan = new CardSearchPlan(50, 256, 4096, 16_384);
        int n = 100_000;
        long products = products(ScreenSteps.of(plan, Kind.AMONG_ITSELF, new Range(0, n), n));
        // Half, half a diagonal of tiles, and half of the square of the sample.
        assertTrue(products < 0.56 * n * n, () -> Long.toString(products));
        assertEquals((long) n * n, products(ScreenSteps.of(plan, Kind.OTHER_QUERIES, new Range(0, n), n)));
    }

    private static long products(List<Step> steps) {
        return steps.stream().mapToLong(step -> (long) step.rows().size() * step.columns().size()).sum();
    }
}
