package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.route.Frontier.Point;
import dev.smoothie.core.route.Router.Eligible;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes how the choice for each sample changes as the weight of money rises from 0: a path over ever cheaper
 * generators, along the lower convex hull of its (cost, error) points. {@link TradeOff} reads routes, budgets and the
 * frontier from it. The weights at which a path steps are kept, and later questions compare with these very numbers, so
 * no answer depends on rounding.
 */
final class CostPaths {
    /** The least weight above 0: where errors tie, it already decides for the cheaper one. */
    private static final double ANY = Double.MIN_VALUE;

    private final double[] global;
    private final double[] cost;
    private final int[] first;
    private final double[] firstError;
    private final double[] sums;
    private final long[] counts;
    /** The steps of sample s are {@code [start[s], start[s+1])}, by rising weight. */
    private final int[] start;
    private double[] weights = new double[64];
    private int[] generators = new int[64];
    private double[] errors = new double[64];
    private int steps;

    /** Paths of all samples; {@code cost} is finite for every generator. */
    CostPaths(Errors estimates, double[] global, double[] cost, int samples, Eligible eligible) {
        this.global = global;
        this.cost = cost;
        this.first = new Router(estimates, global).route(samples, eligible);
        this.firstError = new double[samples];
        this.sums = new double[cost.length];
        this.counts = new long[cost.length];
        this.start = new int[samples + 1];
        double[] row = new double[cost.length];
        for (int sample = 0; sample < samples; sample++) {
            if (first[sample] != Router.NONE) {
                read(estimates, sample, eligible, row);
                firstError[sample] = row[first[sample]];
                walk(first[sample], row);
            }
            start[sample + 1] = steps;
        }
    }

    /**
     * The errors of the generators that the sample may be routed to. Errors that the router takes for equal to the
     * smallest are set equal to it.
     */
    private void read(Errors estimates, int sample, Eligible eligible, double[] row) {
        estimates.read(sample, row);
        Router.drop(row, sample, eligible);
        if (Double.isNaN(Router.tieLimit(row))) { // as the router does: what is known of the whole set decides
            System.arraycopy(global, 0, row, 0, row.length);
            Router.drop(row, sample, eligible);
        }
        double limit = Router.tieLimit(row);
        double smallest = Double.NaN;
        for (int generator = 0; generator < row.length; generator++) {
            if (!Double.isNaN(row[generator])) {
                sums[generator] += row[generator];
                counts[generator]++;
                smallest = row[generator] < smallest || Double.isNaN(smallest) ? row[generator] : smallest;
            }
        }
        for (int generator = 0; generator < row.length; generator++) {
            row[generator] = row[generator] <= limit ? smallest : row[generator];
        }
    }

    private void walk(int from, double[] row) {
        double reached = ANY;
        for (int next = next(from, row); next != Router.NONE; next = next(from, row)) {
            reached = Math.max(reached, weight(row, from, next));
            add(reached, next, row[next]);
            from = next;
        }
    }

    /**
     * The cheaper generator whose larger error becomes worth its lower cost first, as the weight rises; of several on
     * one line the cheapest.
     */
    private int next(int from, double[] row) {
        int best = Router.NONE;
        for (int other = 0; other < row.length; other++) {
            if (cost[other] < cost[from] && !Double.isNaN(row[other])
                    && (best == Router.NONE || before(row, from, other, best))) {
                best = other;
            }
        }
        return best;
    }

    private boolean before(double[] row, int from, int other, int best) {
        int byWeight = Double.compare(weight(row, from, other), weight(row, from, best));
        if (byWeight != 0 || cost[other] != cost[best]) {
            return byWeight < 0 || (byWeight == 0 && cost[other] < cost[best]);
        }
        return global[other] < global[best]; // lower indices come first
    }

    /** The weight at which two generators are equal. */
    private double weight(double[] row, int dear, int cheap) {
        return Math.min(Double.MAX_VALUE, Math.max(0, (row[cheap] - row[dear]) / (cost[dear] - cost[cheap])));
    }

    private void add(double weight, int generator, double error) {
        if (steps == weights.length) {
            int larger = Math.addExact(steps, Math.max(1, steps / 2));
            weights = Arrays.copyOf(weights, larger);
            generators = Arrays.copyOf(generators, larger);
            errors = Arrays.copyOf(errors, larger);
        }
        weights[steps] = weight;
        generators[steps] = generator;
        errors[steps] = error;
        steps++;
    }

    int samples() {
        return first.length;
    }

    /** The weights at which any sample steps, ascending, each once. */
    double[] weights() {
        double[] sorted = Arrays.copyOf(weights, steps);
        Arrays.parallelSort(sorted);
        int distinct = 0;
        for (double weight : sorted) {
            if (distinct == 0 || weight != sorted[distinct - 1]) {
                sorted[distinct++] = weight;
            }
        }
        return Arrays.copyOf(sorted, distinct);
    }

    /** What a sample is routed to. */
    int route(int sample, double weight) {
        int route = first[sample];
        for (int step = start[sample]; step < start[sample + 1] && weights[step] <= weight; step++) {
            route = generators[step];
        }
        return route;
    }

    /**
     * Counts the routes at several weights in one pass.
     *
     * @param at
     *            ascending
     * @return their points; a cost is the mean over the samples that are routed anywhere
     */
    List<Point> points(double[] at) {
        // What changes at each weight against the one before, then sums of that.
        long[][] taken = new long[at.length][cost.length];
        double[] error = new double[at.length];
        long known = 0;
        for (int sample = 0; sample < first.length; sample++) {
            if (first[sample] != Router.NONE) {
                taken[0][first[sample]]++;
                known += Double.isNaN(firstError[sample]) ? 0 : 1;
                error[0] += Double.isNaN(firstError[sample]) ? 0 : firstError[sample];
                add(sample, at, taken, error);
            }
        }
        var points = new ArrayList<Point>();
        for (int point = 0; point < at.length; point++) {
            for (int generator = 0; point > 0 && generator < cost.length; generator++) {
                taken[point][generator] += taken[point - 1][generator];
            }
            error[point] += point > 0 ? error[point - 1] : 0;
            points.add(new Point(at[point], mean(taken[point]), error[point] / known, taken[point]));
        }
        return points;
    }

    private void add(int sample, double[] at, long[][] taken, double[] error) {
        int from = first[sample];
        double before = firstError[sample];
        for (int step = start[sample]; step < start[sample + 1]; step++) {
            int found = Arrays.binarySearch(at, weights[step]);
            int point = found < 0 ? -found - 1 : found;
            if (point == at.length) {
                return;
            }
            taken[point][from]--;
            taken[point][generators[step]]++;
            error[point] += errors[step] - before;
            from = generators[step];
            before = errors[step];
        }
    }

    private double mean(long[] counts) {
        double sum = 0;
        for (int generator = 0; generator < counts.length; generator++) {
            sum += counts[generator] * cost[generator];
        }
        return sum / Math.max(1, Arrays.stream(counts).sum());
    }

    /** The mean error of a generator over the samples that may be routed to it. */
    double single(int generator) {
        return sums[generator] / counts[generator];
    }
}
