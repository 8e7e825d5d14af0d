package dev.smoothie.core.route;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.route.CascadeWalks.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What each threshold of a cascade costs, and how good the accepted outputs are estimated to be, without labels.
 *
 * @param points
 *            by rising threshold, from 0 to 1; their costs rise too, their qualities need not
 */
public record CascadeCurve(List<Point> points) {
    private static final int MOST_POINTS = 50;

    public CascadeCurve {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a curve needs a point");
        }
        points = List.copyOf(points);
    }

    /**
     * One threshold.
     *
     * @param quality
     *            the mean value of the accepted outputs
     * @param cost
     *            money for 1000 inputs
     * @param requests
     *            how many generators are asked, in the mean
     */
    public record Point(double threshold, double quality, double cost, double requests) {}

    /**
     * The curve of a set, at up to 50 thresholds: there is the same number of changes between any two.
     *
     * @param walks
     *            of samples of which all outputs are known
     * @param values
     *            what each output is worth, {@code [n, m]}, at best as it is judged beside all others; NaN counts as 0
     */
    public static CascadeCurve of(CascadeWalks walks, Matrix values) {
        double[] thresholds = thresholds(walks.reaches());
        return new CascadeCurve(Arrays.stream(thresholds).mapToObj(at -> point(walks, values, at)).toList());
    }

    private static double[] thresholds(double[] reaches) {
        double[] distinct = Arrays.stream(reaches).filter(reach -> reach > 0).sorted().distinct().toArray();
        var chosen = new ArrayList<Double>();
        chosen.add(0.0);
        int points = Math.min(MOST_POINTS - 2, distinct.length);
        for (int point = 1; point <= points; point++) {
            chosen.add(distinct[(int) ((long) point * distinct.length / points) - 1]);
        }
        chosen.add(1.0);
        return chosen.stream().mapToDouble(Double::doubleValue).distinct().toArray();
    }

    /** One threshold of a set of which all outputs are known. */
    public static Point point(CascadeWalks walks, Matrix values, double threshold) {
        double quality = 0;
        double cost = 0;
        long requests = 0;
        for (int sample = 0; sample < walks.samples(); sample++) {
            End end = walks.end(sample, threshold);
            double value = end.generator() == Router.NONE ? 0 : values.get(sample, end.generator());
            quality += Double.isNaN(value) ? 0 : value;
            cost += end.cost();
            requests += end.requests();
        }
        int n = walks.samples();
        return new Point(threshold, quality / n, Costs.THOUSAND * cost / n, (double) requests / n);
    }

    /** The cheapest threshold at which the estimated quality is at least {@code quality}; empty where none is. */
    public Optional<Point> cheapest(double quality) {
        return points.stream().filter(point -> point.quality() >= quality).findFirst();
    }

    /** The best of the thresholds that keep a limit of cost, the cheapest of equals; empty where none keeps a budget. */
    public Optional<Point> best(CostLimit limit) {
        return switch (limit) {
            case CostLimit.Budget(double budget) ->
                points.stream().filter(point -> point.cost() <= budget).max(Comparator.comparingDouble(Point::quality));
            case CostLimit.Weight(double weight) ->
                points.stream().max(Comparator.comparingDouble(point -> point.quality() - weight * point.cost()));
        };
    }
}
