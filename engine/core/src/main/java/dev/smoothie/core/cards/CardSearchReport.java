package dev.smoothie.core.cards;

/**
 * How a search on cards went: its precision, its plan, and how many rows were certified at once.
 *
 * @param precision
 *            the number format of the screen
 * @param plan
 *            its sizes; smaller than first planned where memory was short
 * @param errorBound
 *            γ of the inner products
 * @param rows
 *            queries
 * @param certified
 *            how many of them needed no second search
 * @param screenSeconds
 *            how long the screen alone took, first thresholds included; of the slowest card
 */
public record CardSearchReport(Precision precision, CardSearchPlan plan, double errorBound, long rows, long certified,
        double screenSeconds) {

    /** Adds the shares of two cards; precision and plan are those of the first. */
    public CardSearchReport plus(CardSearchReport other) {
        return new CardSearchReport(precision, plan, Math.max(errorBound, other.errorBound), rows + other.rows,
                certified + other.certified, Math.max(screenSeconds, other.screenSeconds));
    }

    /** One line for the log. */
    public String describe() {
        return "screened in %s, tiles of %d, %.2f %% of %d rows certified at once".formatted(precision.label(),
                plan.tile(), rows == 0 ? 100 : 100.0 * certified / rows, rows);
    }
}
