package dev.smoothie.core.evaluate;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RankCorrelationTest {

    /** Expected: SciPy 1.17.1, {@code spearmanr} and {@code kendalltau}. */
    @Test
    void agreesWithSciPyWhereValuesAreEqual() {
        var correlation = RankCorrelation.of(new double[]{1, 2, 2, 4, 5, 7, 7, 3},
                new double[]{2, 1, 4, 4, 8, 6, 9, 3.5});
        assertEquals(0.8545611491092096, correlation.spearman(), 1e-12);
        assertEquals(0.7171087882915773, correlation.kendall(), 1e-12);
        assertEquals(8, correlation.count());
    }

    @Test
    void isOneForTheSameOrderAndMinusOneForTheOpposite() {
        double[] up = {1, 10, 11, 400};
        assertEquals(new RankCorrelation(1, 1, 4), RankCorrelation.of(up, new double[]{-3, 0, 5, 5.1}));
        assertEquals(new RankCorrelation(-1, -1, 4), RankCorrelation.of(up, new double[]{9, 8, 7, 6}));
    }

    @Test
    void leavesOutWhatOneSideLacks() {
        assertEquals(new RankCorrelation(1, 1, 2),
                RankCorrelation.of(new double[]{1, Double.NaN, 3, 4}, new double[]{1, 9, 5, Double.NaN}));
    }

    @Test
    void aConstantSideHasNoOrder() {
        var correlation = RankCorrelation.of(new double[]{1, 1, 1}, new double[]{1, 2, 3});
        assertTrue(Double.isNaN(correlation.spearman()));
        assertTrue(Double.isNaN(correlation.kendall()));
        assertTrue(Double.isNaN(RankCorrelation.of(new double[0], new double[0]).spearman()));
    }
}
