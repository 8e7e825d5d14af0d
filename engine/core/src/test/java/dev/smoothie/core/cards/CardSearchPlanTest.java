package dev.smoothie.core.cards;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CardSearchPlanTest {

    @ParameterizedTest
    @EnumSource
    void plansOfAllSizesAreValidAndShrinkToValidOnes(Precision precision) {
        for (int base : new int[]{1, 2, 3, 5, 100, 4097, 50_000, 1_000_000, 40_000_000}) {
            for (int searched : new int[]{1, 20, 960}) {
                var plan = CardSearchPlan.of(precision, base, searched);
                assertTrue(plan.trigger() >= plan.keep() && plan.trigger() < plan.capacity(), plan::toString);
                while (plan != null) {
                    int rank = plan.sampleRank(base);
                    assertTrue(rank >= 1 && rank <= plan.keep(), plan::toString);
                    assertTrue((long) plan.sampleRows() * plan.sample() <= (long) plan.tile() * plan.tile(),
                            plan::toString);
                    plan = plan.smaller().orElse(null);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"54,16384,100000", "81,32768,1000000", "31,32768,1000000", "54,5000,20000", "81,1024,1000000"})
    void fewRowsGetAFirstThresholdThatIsTooLow(int keep, int sample, int base) {
        int rank = new CardSearchPlan(keep, 1024, 8192, sample).sampleRank(base);
        assertTrue(moreThan(keep, sample, base, rank) <= 1e-3, "rank " + rank);
        assertTrue(moreThan(keep, sample, base, rank - 1) > 1e-3, "rank " + rank);
    }

    /** The chance that of keep - 1 smallest keys at least {@code rank} are in the sample, from logarithms. */
    private static double moreThan(int keep, int sample, int base, int rank) {
        double share = (double) sample / base;
        double chance = 0;
        for (int in = rank; in < keep; in++) {
            double log = in * Math.log(share) + (keep - 1 - in) * Math.log1p(-share);
            for (int i = 1; i <= in; i++) {
                log += Math.log(keep - i) - Math.log(i);
            }
            chance += Math.exp(log);
        }
        return chance;
    }

    @Test
    void aSampleOfEverythingGivesTheKeyThatIsWanted() {
        assertEquals(54, new CardSearchPlan(54, 256, 4096, 4096).sampleRank(4096));
        assertEquals(54, new CardSearchPlan(54, 256, 4096, 4096).sampleRank(1000));
    }
}
