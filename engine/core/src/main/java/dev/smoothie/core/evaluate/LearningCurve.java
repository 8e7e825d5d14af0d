package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * How good routes are that were learned from labels, by how many labels there were, beside other ways to route. Labels
 * are drawn several times, and each draw is judged on the samples that are not labelled in it.
 *
 * @param draws
 *            how often labels were drawn
 * @param points
 *            by ascending numbers of labels
 */
public record LearningCurve(int draws, List<Point> points) {

    public LearningCurve {
        points = List.copyOf(points);
    }

    /**
     * What was found with a number of labels.
     *
     * @param labels
     *            how many samples were labelled
     * @param learned
     *            the routes that were learned from them
     * @param others
     *            what else can be done, with the same labels or with none
     */
    public record Point(int labels, Entry learned, List<Entry> others) {
        public Point {
            others = List.copyOf(others);
        }

        /** The best way to route without labels. */
        public Entry bestWithout() {
            return others.stream().filter(entry -> !entry.usesLabels()).max(Comparator.comparingDouble(Entry::score))
                    .orElseThrow();
        }
    }

    /**
     * A way to route.
     *
     * @param name
     *            for tables
     * @param usesLabels
     *            whether it uses the labels
     * @param score
     *            mean true score of what it chose, over the draws
     * @param interval
     *            of the score, at 95 %, over samples and draws
     * @param gain
     *            by how much the routes that were learned are better
     * @param gainInterval
     *            of the gain, at 95 %, paired
     */
    public record Entry(String name, boolean usesLabels, double score, Interval interval, double gain,
            Interval gainInterval) {}

    /**
     * From how many labels on what was learned is better, beyond chance, than the best without labels; empty if it is
     * not with the most labels that were tried.
     */
    public OptionalInt helpsFrom() {
        OptionalInt from = OptionalInt.empty();
        for (Point point : points.reversed()) {
            if (!point.bestWithout().gainInterval().isPositive()) {
                return from;
            }
            from = OptionalInt.of(point.labels());
        }
        return from;
    }
}
