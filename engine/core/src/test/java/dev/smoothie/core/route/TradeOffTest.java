package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Frontier.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TradeOffTest {
    private static final double NONE = Double.NaN;
    /** Answers for 4, 2 and 1 for a thousand. */
    private static final Costs COSTS = Costs.of(0.004, 0.002, 0.001);

    private static TradeOff tradeOff(double[]... errors) {
        return new TradeOff((sample, row) -> System.arraycopy(errors[(int) sample], 0, row, 0, row.length),
                new double[]{1, 2, 3}, COSTS, errors.length, (_, _) -> true);
    }

    @Test
    void theWeightIsErrorPerMoneyForAThousand() {
        // The first is worth 0.2 more for 2 more: 0.1. The second is worth 0.3 more for 1 more.
        TradeOff one = tradeOff(new double[]{0.1, 0.3, 0.6});
        assertArrayEquals(new int[]{0}, one.route(0.0999));
        assertArrayEquals(new int[]{1}, one.route(0.1001));
        assertArrayEquals(new int[]{1}, one.route(0.2999));
        assertArrayEquals(new int[]{2}, one.route(0.3001));
        // Above the line from the first to the last: never chosen.
        TradeOff two = tradeOff(new double[]{0.1, 0.9, 0.4});
        assertArrayEquals(new int[]{0}, two.route(0.0999));
        assertArrayEquals(new int[]{2}, two.route(0.1001));
    }

    @Test
    void aBudgetTakesFirstWhatCostsTheLeastError() {
        // Steps at 0.1 and 0.3 of the first sample, at 0.05 and 0.15 of the second.
        TradeOff tradeOff = tradeOff(new double[]{0.1, 0.3, 0.6}, new double[]{0, 0.1, 0.25});
        assertEquals(0, tradeOff.weight(new CostLimit.Budget(4)));
        assertEquals(0.05, tradeOff.weight(new CostLimit.Budget(3.9)), 1e-12);
        assertEquals(0.05, tradeOff.weight(new CostLimit.Budget(3)), 1e-12);
        assertEquals(0.1, tradeOff.weight(new CostLimit.Budget(2.9)), 1e-12);
        assertEquals(0.15, tradeOff.weight(new CostLimit.Budget(1.5)), 1e-12);
        assertEquals(0.3, tradeOff.weight(new CostLimit.Budget(1)), 1e-12);
        String message = assertThrows(CoreException.class, () -> tradeOff.weight(new CostLimit.Budget(0.5)))
                .getMessage();
        assertTrue(message.contains("a budget of 0.5 ") && message.contains("they cost 1;"), message);
        List<Point> points = tradeOff.frontier().points();
        assertArrayEquals(new double[]{4, 3, 2, 1.5, 1}, points.stream().mapToDouble(Point::cost).toArray(), 1e-12);
        assertArrayEquals(new double[]{0.05, 0.1, 0.2, 0.275, 0.425},
                points.stream().mapToDouble(Point::error).toArray(), 1e-12);
        assertArrayEquals(new long[]{0, 1, 1}, points.get(3).counts());
    }

    @Test
    void whatTheLeastCostIsCanBeGivenAsTheBudget() {
        var tradeOff = new TradeOff(Errors.same(new double[]{0, 1, 2}), new double[]{0, 1, 2},
                Costs.of(0.1, 0.0003, 0.0003), 7, (sample, generator) -> generator != sample % 2);
        double least = 0.3;
        assertEquals(least, tradeOff.point(tradeOff.weight(new CostLimit.Budget(least))).cost(), 1e-12);
    }

    @Test
    void amongEqualErrorsAnyWeightTakesTheCheapest() {
        TradeOff tradeOff = tradeOff(new double[]{0.2, 0.2, 0.3});
        assertArrayEquals(new int[]{0}, tradeOff.route(0));
        assertArrayEquals(new int[]{1}, tradeOff.route(1e-12));
        assertEquals(Double.MIN_VALUE, tradeOff.weight(new CostLimit.Budget(2)));
    }

    @Test
    void amongEqualCostsTheBetterGlobalErrorThenTheLowerIndexDecides() {
        var errors = new double[]{0.1, 0.3, 0.3, 0.3};
        double[] global = {9, 3, 2, 2};
        var tradeOff = new TradeOff(Errors.same(errors), global, Costs.of(0.004, 0.001, 0.001, 0.001), 1,
                (_, _) -> true);
        assertArrayEquals(new int[]{2}, tradeOff.route(1));
    }

    @Test
    void aSampleWithoutAnEstimateIsJudgedByTheGlobalErrors() {
        TradeOff tradeOff = tradeOff(new double[]{NONE, NONE, NONE});
        assertArrayEquals(new int[]{0}, tradeOff.route(0.49));
        assertArrayEquals(new int[]{1}, tradeOff.route(0.51));
        assertEquals(2, tradeOff.point(0.51).error());
    }

    @Test
    void whatIsNotEligibleIsNeitherChosenNorCounted() {
        var tradeOff = new TradeOff(Errors.same(new double[]{0.1, 0.2, 0.3}), new double[]{0.1, 0.2, 0.3}, COSTS, 3,
                (sample, generator) -> sample == 0 || (sample == 1 && generator != 2));
        assertArrayEquals(new int[]{2, 1, Router.NONE}, tradeOff.route(1e9));
        assertEquals(1.5, tradeOff.point(1e9).cost(), 1e-12);
        assertEquals(0.25, tradeOff.point(1e9).error(), 1e-12);
        assertArrayEquals(new long[]{0, 1, 1}, tradeOff.point(1e9).counts());
    }

    @Test
    void everyGeneratorIsAPointByItself() {
        Frontier frontier = tradeOff(new double[]{0.1, 0.3, NONE}, new double[]{0.2, 0.1, 0.6}).frontier();
        assertEquals(List.of(4.0, 2.0, 1.0), frontier.singles().stream().map(Frontier.Single::cost).toList());
        assertEquals(0.15, frontier.singles().getFirst().error(), 1e-12);
        assertEquals(0.6, frontier.singles().getLast().error(), 1e-12);
    }

    @Test
    void costsMustBeKnown() {
        assertThrows(IllegalArgumentException.class, () -> new TradeOff(Errors.same(new double[3]), new double[3],
                Costs.of(1, NONE, 1), 1, (_, _) -> true));
        assertThrows(IllegalArgumentException.class, () -> new CostLimit.Budget(-1));
        assertThrows(IllegalArgumentException.class, () -> new CostLimit.Weight(NONE));
    }
}
