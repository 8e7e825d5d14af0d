package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Frontier.Point;
import dev.smoothie.core.route.Frontier.Single;
import dev.smoothie.core.route.Router.Eligible;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Routes by error and cost at once: each sample to the generator with the smallest {@code δ + W · cost}, where the cost
 * is money for 1000 inputs. What is chosen so has the least mean error of all ways to route that cost no more (W is the
 * multiplier of Lagrange). At W = 0 it is what {@link Router} chooses; errors that tie there are equal here, and among
 * equal sums the cheaper wins, then the better global error, then the lower index. A sample without any estimate is
 * judged by the global errors.
 *
 * <p>
 * Holds some 20 bytes for each sample and each cheaper generator that it may come to. Immutable; any number of threads.
 */
public final class TradeOff {
    private static final int MOST_POINTS = 50;
    /** A budget that falls short of a cost by no more than the rounding of sums counts as kept. */
    private static final double ROUNDING = 1e-12;
    /** How many digits of a number a message shows: few enough to read, enough to be used as a budget again. */
    private static final MathContext DIGITS = new MathContext(13);

    private final double[] cost;
    private final CostPaths paths;

    /**
     * Computes the paths of all samples, from which every weight can be answered.
     *
     * @param errors
     *            δ for each sample, of any method
     * @param global
     *            δ over the whole set, {@code [m]}, which settles ties
     * @param costs
     *            complete
     * @param samples
     *            n
     * @throws IllegalArgumentException
     *             if the cost of a generator is not known
     */
    public TradeOff(Errors errors, double[] global, Costs costs, int samples, Eligible eligible) {
        if (!costs.complete() || costs.perInput().length != global.length) {
            throw new IllegalArgumentException(
                    "costs of %d of %d generators".formatted(costs.known(), global.length));
        }
        this.cost = IntStream.range(0, global.length).mapToDouble(costs::perThousand).toArray();
        this.paths = new CostPaths(errors, global.clone(), cost, samples, eligible);
    }

    /** Where each sample goes at a weight of at least 0; {@link Router#NONE} where nothing is eligible. */
    public int[] route(double weight) {
        return IntStream.range(0, paths.samples()).map(sample -> paths.route(sample, weight)).toArray();
    }

    /** The cost and the error of the routes at a weight. */
    public Point point(double weight) {
        return paths.points(new double[]{weight}).getFirst();
    }

    /**
     * The weight that stands for a limit: of a budget the smallest whose routes keep it.
     *
     * @throws CoreException
     *             if no routes keep the budget
     */
    public double weight(CostLimit limit) {
        return switch (limit) {
            case CostLimit.Weight(double weight) -> weight;
            case CostLimit.Budget(double budget) -> weight(budget);
        };
    }

    /** The cost falls from step to step, so the first that keeps the budget is found by halving. */
    private double weight(double budget) {
        double[] weights = withZero();
        double most = budget * (1 + ROUNDING);
        int keeps = weights.length - 1;
        double least = point(weights[keeps]).cost();
        if (least > most) {
            throw new CoreException(
                    "%s cannot be kept: with the cheapest output for every sample they cost %s; give at least that"
                            .formatted(new CostLimit.Budget(budget).label(), digits(least)));
        }
        for (int exceeds = -1; keeps - exceeds > 1;) {
            int middle = (keeps + exceeds) >>> 1;
            if (point(weights[middle]).cost() <= most) {
                keeps = middle;
            } else {
                exceeds = middle;
            }
        }
        return weights[keeps];
    }

    /** A number without an exponent. */
    static String digits(double amount) {
        return new BigDecimal(amount).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /**
     * The frontier, of at most 50 points: where there are more corners, the same number of steps lies between any two.
     */
    public Frontier frontier() {
        double[] weights = withZero();
        int points = Math.min(MOST_POINTS, weights.length);
        double[] corners = IntStream.range(0, points).mapToDouble(point -> weights[points == 1
                ? 0
                : (int) Math.round((double) point * (weights.length - 1) / (points - 1))]).toArray();
        List<Single> singles = IntStream.range(0, cost.length)
                .mapToObj(generator -> new Single(generator, cost[generator], paths.single(generator))).toList();
        return new Frontier(paths.points(corners), singles);
    }

    private double[] withZero() {
        double[] steps = paths.weights();
        double[] weights = new double[steps.length + 1];
        System.arraycopy(steps, 0, weights, 1, steps.length);
        return weights;
    }
}
