package dev.smoothie.engine.cuda;

/**
 * How a search went.
 *
 * @param precision
 *            what was multiplied in
 * @param plan
 *            how it went about it, after smaller ones where memory was short
 * @param errorBound
 *            γ of the inner products
 * @param rows
 *            queries
 * @param certified
 *            how many of them needed no second search
 * @param screenSeconds
 *            how long the screen alone took, first thresholds included; of the slowest card
 */
public record SearchReport(Precision precision, SearchPlan plan, double errorBound, long rows, long certified,
        double screenSeconds) {

    /** Both shares of a search that cards had divided; the rest as the first had it. */
    SearchReport plus(SearchReport other) {
        return new SearchReport(precision, plan, Math.max(errorBound, other.errorBound), rows + other.rows,
                certified + other.certified, Math.max(screenSeconds, other.screenSeconds));
    }

    /** One line. */
    public String describe() {
        return "screened in %s, tiles of %d, %.2f %% of %d rows certified at once".formatted(precision.label(),
                plan.tile(), rows == 0 ? 100 : 100.0 * certified / rows, rows);
    }
}
