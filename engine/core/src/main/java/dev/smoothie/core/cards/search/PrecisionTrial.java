package dev.smoothie.core.cards.search;

import dev.smoothie.core.cards.CardSearchReport;
import dev.smoothie.core.cards.Precision;
import java.util.Comparator;
import java.util.List;

/**
 * How a precision did on some rows of a search: {@link CardSearch} tries each that the card has units for, and takes
 * the cheapest.
 *
 * @param precision
 *            what was tried
 * @param certified
 *            the share of rows that needed no second search
 * @param seconds
 *            how long the screen of these rows took, products and looking together
 */
record PrecisionTrial(Precision precision, double certified, double seconds) {
    /** The least share of certified rows: below it the second search is not small beside the first. */
    private static final double ENOUGH = 0.99;
    /**
     * What a second search of a row costs, in first ones: the whole base is multiplied again, not half of it, in tiles
     * that fill the card badly, and what the bound leaves open is measured. An estimate by count, not measured.
     */
    private static final double SECOND_SEARCH = 5;

    static PrecisionTrial of(CardSearchReport report) {
        return new PrecisionTrial(report.precision(),
                report.rows() == 0 ? 1 : (double) report.certified() / report.rows(), report.screenSeconds());
    }

    /** Whether it certified enough rows. */
    boolean suffices() {
        return certified >= ENOUGH;
    }

    /** What the whole of the search would take, in the time of these rows. */
    private double cost() {
        return seconds * (1 + SECOND_SEARCH * (1 - certified));
    }

    /** The cheapest of those that suffice; where none does, the one that certifies most. */
    static PrecisionTrial best(List<PrecisionTrial> trials) {
        return trials.stream().filter(PrecisionTrial::suffices).min(Comparator.comparingDouble(PrecisionTrial::cost))
                .or(() -> trials.stream().max(Comparator.comparingDouble(PrecisionTrial::certified))).orElseThrow();
    }
}
