package dev.smoothie.core.route;

import java.util.List;

/**
 * Lists what quality costs, as far as that can be told without labels: the best mean error for each cost. The points
 * are corners of the lower convex hull of all ways to route, which the weight of money traces from 0 to infinity. Costs
 * are money for 1000 inputs, errors are means over the samples.
 *
 * <p>
 * The error of a point is optimistic: each is the mean of minima over estimates that are noisy, and what is chosen for
 * its small estimate is on average worse than that. That of a single generator is not.
 *
 * @param points
 *            by falling cost and rising error; the first is what is routed where money does not count, the last is the
 *            cheapest
 * @param singles
 *            every generator by itself, in the order of the columns
 */
public record Frontier(List<Point> points, List<Single> singles) {

    public Frontier {
        points = List.copyOf(points);
        singles = List.copyOf(singles);
    }

    /**
     * One way to route.
     *
     * @param weight
     *            the smallest weight of money that leads to it: error per money for 1000 inputs
     * @param cost
     *            money for 1000 inputs
     * @param error
     *            mean estimated error of what is chosen; NaN where nothing can be estimated
     * @param counts
     *            how many samples each generator gets, {@code [m]}
     */
    public record Point(double weight, double cost, double error, long[] counts) {}

    /**
     * One generator for all samples.
     *
     * @param generator
     *            its column
     * @param cost
     *            money for 1000 inputs
     * @param error
     *            mean over the samples that may be routed to it; NaN where there is no estimate
     */
    public record Single(int generator, double cost, double error) {}
}
