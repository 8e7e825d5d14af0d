package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Frontier.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what is true of every trade-off; small ones are compared with all ways to route. */
class TradeOffProperties {
    private static final double CLOSE = 1e-9;

    /**
     * Samples with errors and costs. The numbers are quarters, so that ties and steps at the same weight are common.
     *
     * @param errors
     *            {@code [n][m]}, NaN for what there is no output of; every row has one
     * @param costs
     *            {@code [m]}, money for one answer
     */
    record Problem(double[][] errors, double[] costs) {
        int n() {
            return errors.length;
        }

        int m() {
            return costs.length;
        }

        double[] global() {
            return IntStream.range(0, m()).mapToDouble(g -> Arrays.stream(errors).mapToDouble(row -> row[g])
                    .filter(error -> !Double.isNaN(error)).average().orElse(Double.NaN)).toArray();
        }

        Errors estimates() {
            return (sample, row) -> System.arraycopy(errors[(int) sample], 0, row, 0, row.length);
        }

        boolean eligible(int sample, int generator) {
            return !Double.isNaN(errors[sample][generator]);
        }

        TradeOff tradeOff() {
            return new TradeOff(estimates(), global(), Costs.of(costs), n(), this::eligible);
        }

        double cost(int[] routes) {
            return 1000 * Arrays.stream(routes).mapToDouble(route -> costs[route]).average().orElseThrow();
        }

        double error(int[] routes) {
            return IntStream.range(0, n()).mapToDouble(sample -> errors[sample][routes[sample]]).average()
                    .orElseThrow();
        }

        /** All ways to route, without those to outputs that are not there. */
        List<int[]> all() {
            List<int[]> found = new ArrayList<>(List.of(new int[n()]));
            for (int sample = 0; sample < n(); sample++) {
                List<int[]> longer = new ArrayList<>();
                for (int[] routes : found) {
                    for (int g = 0; g < m(); g++) {
                        if (eligible(sample, g)) {
                            int[] copy = routes.clone();
                            copy[sample] = g;
                            longer.add(copy);
                        }
                    }
                }
                found = longer;
            }
            return found;
        }

        @Override
        public String toString() {
            return Arrays.deepToString(errors) + " at " + Arrays.toString(costs);
        }
    }

    private static Arbitrary<Problem> problems(int largestN, int largestM) {
        return Combinators.combine(Arbitraries.integers().between(1, largestN),
                Arbitraries.integers().between(3, largestM)).flatAs((n, m) -> {
                    Arbitrary<Double> quarters = Arbitraries.integers().between(-4, 12).map(i -> i / 4.0);
                    Arbitrary<Double> error = Arbitraries.frequencyOf(
                            Tuple.of(6, quarters),
                            Tuple.of(3, Arbitraries.doubles().between(-1, 3)),
                            Tuple.of(1, Arbitraries.just(Double.NaN)));
                    Arbitrary<Double> cost = Arbitraries.oneOf(Arbitraries.integers().between(0, 8).map(i -> i / 4e3),
                            Arbitraries.doubles().between(0, 2).map(thousand -> thousand / 1000));
                    return Combinators.combine(error.array(Double[].class).ofSize(n * m),
                            cost.array(Double[].class).ofSize(m)).as(
                                    (all, costs) -> new Problem(
                                            IntStream.range(0, n).mapToObj(sample -> row(all, sample, m))
                                                    .toArray(double[][]::new),
                                            Arrays.stream(costs).mapToDouble(c -> c).toArray()));
                });
    }

    private static double[] row(Double[] all, int sample, int m) {
        double[] row = IntStream.range(0, m).mapToDouble(g -> all[sample * m + g]).toArray();
        if (Arrays.stream(row).allMatch(Double::isNaN)) {
            row[0] = 1;
        }
        return row;
    }

    @Provide
    Arbitrary<Problem> tiny() {
        return problems(4, 3);
    }

    @Provide
    Arbitrary<Problem> larger() {
        return problems(60, 7);
    }

    @Property
    void withoutAWeightItIsTheRouter(@ForAll("larger") Problem problem) {
        assertArrayEquals(
                new Router(problem.estimates(), problem.global()).route(problem.n(), problem::eligible),
                problem.tradeOff().route(0));
    }

    @Property
    void costFallsAndErrorRisesWithTheWeight(@ForAll("larger") Problem problem) {
        TradeOff tradeOff = problem.tradeOff();
        double cost = Double.POSITIVE_INFINITY;
        double error = Double.NEGATIVE_INFINITY;
        for (double weight = 0; weight < 1e4; weight = weight == 0 ? 1e-3 : weight * 1.7) {
            int[] routes = tradeOff.route(weight);
            assertTrue(problem.cost(routes) <= cost + CLOSE, "cost rises at " + weight);
            assertTrue(problem.error(routes) >= error - 1e-5, "error falls at " + weight); // a tie is 1e-6
            cost = problem.cost(routes);
            error = problem.error(routes);
        }
    }

    @Property
    void everyRouteHasTheSmallestSum(@ForAll("larger") Problem problem,
            @ForAll @DoubleRange(min = 0.01, max = 20) double weight) {
        int[] routes = problem.tradeOff().route(weight);
        for (int sample = 0; sample < problem.n(); sample++) {
            double[] errors = problem.errors()[sample];
            double chosen = errors[routes[sample]] + weight * 1000 * problem.costs()[routes[sample]];
            for (int g = 0; g < problem.m(); g++) {
                assertTrue(Double.isNaN(errors[g]) || chosen <= errors[g] + weight * 1000 * problem.costs()[g] + 1e-5);
            }
        }
    }

    @Property
    void aBudgetIsKeptByTheSmallestWeightThatDoes(@ForAll("larger") Problem problem,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        TradeOff tradeOff = problem.tradeOff();
        double dearest = problem.cost(tradeOff.route(0));
        double cheapest = problem.cost(tradeOff.route(Double.MAX_VALUE));
        double budget = cheapest + share * (dearest - cheapest);
        double weight = tradeOff.weight(new CostLimit.Budget(budget));
        assertTrue(problem.cost(tradeOff.route(weight)) <= budget + CLOSE);
        if (weight > 0) {
            assertTrue(problem.cost(tradeOff.route(Math.nextDown(weight))) > budget,
                    "a smaller weight keeps it too");
        }
        if (cheapest > 0) {
            assertThrows(CoreException.class, () -> tradeOff.weight(new CostLimit.Budget(0.99 * cheapest)));
        }
    }

    /** No way to route lies below the frontier, and none that costs no more than a point has a smaller error. */
    @Property
    void theFrontierIsTheHullOfAllWaysToRoute(@ForAll("tiny") Problem problem) {
        Frontier frontier = problem.tradeOff().frontier();
        List<Point> points = frontier.points();
        for (int[] routes : problem.all()) {
            double cost = problem.cost(routes);
            double error = problem.error(routes);
            assertTrue(cost >= points.getLast().cost() - CLOSE && error >= points.getFirst().error() - 1e-5);
            for (Point point : points) {
                assertTrue(cost > point.cost() + CLOSE || error >= point.error() - 1e-5,
                        () -> Arrays.toString(routes) + " is better than " + point);
            }
            for (int p = 0; p + 1 < points.size(); p++) {
                assertTrue(height(points.get(p), points.get(p + 1), cost, error) >= -1e-5,
                        () -> Arrays.toString(routes) + " is below the frontier");
            }
        }
    }

    /** How far (cost, error) lies above the line through two points, which fall to the right. */
    private static double height(Point right, Point left, double cost, double error) {
        double slope = (right.error() - left.error()) / (right.cost() - left.cost());
        return error - left.error() - slope * (cost - left.cost());
    }

    @Property
    void thePointsAreWhatTheRoutesGive(@ForAll("larger") Problem problem) {
        TradeOff tradeOff = problem.tradeOff();
        List<Point> points = tradeOff.frontier().points();
        assertTrue(points.size() <= 50);
        for (Point point : points) {
            int[] routes = tradeOff.route(point.weight());
            assertEquals(problem.cost(routes), point.cost(), CLOSE);
            assertEquals(problem.error(routes), point.error(), 1e-5);
            for (int g = 0; g < problem.m(); g++) {
                int generator = g;
                assertEquals(Arrays.stream(routes).filter(route -> route == generator).count(), point.counts()[g]);
            }
        }
        for (int p = 0; p + 1 < points.size(); p++) {
            assertTrue(points.get(p).weight() < points.get(p + 1).weight()
                    && points.get(p).cost() > points.get(p + 1).cost()
                    && points.get(p).error() <= points.get(p + 1).error() + 1e-12);
        }
        assertEquals(problem.cost(tradeOff.route(Double.MAX_VALUE)), points.getLast().cost(), CLOSE);
    }
}
