package dev.smoothie.core.cards.search;

import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.cards.search.CardSearchJob.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * In which order {@link CardScreen} multiplies the tiles of a range of queries. The columns of a sample come first:
 * they give every row a threshold, and being tiles like others they are not work lost. In a search among itself the
 * tiles within the range are multiplied once for both sides where that is possible, so that half of them are enough.
 */
final class ScreenSteps {
    private final CardSearchPlan plan;
    private final Range range;
    private final int base;
    private final Range sample;
    private final boolean mirrored;

    private ScreenSteps(CardSearchPlan plan, Kind kind, Range range, int base) {
        this.plan = plan;
        this.range = range;
        this.base = base;
        int size = Math.min(plan.sample(), base);
        // A range that is hardly larger than the sample, one card's share of many, gains little from mirrored tiles.
        this.mirrored = kind == Kind.AMONG_ITSELF && range.size() >= 2 * size;
        int from = mirrored ? range.from() : 0;
        this.sample = new Range(from, from + size);
    }

    /**
     * One tile.
     *
     * @param rows
     *            slots of queries
     * @param columns
     *            slots of the base
     * @param first
     *            whether the columns are the sample, from which the rows get their first thresholds
     * @param mirrored
     *            whether the columns are also queries, for which this tile is looked at too; they have thresholds by
     *            then
     */
    record Step(Range rows, Range columns, boolean first, boolean mirrored) {}

    /**
     * All steps, in order: each row of the range meets each slot of the base once.
     *
     * @param range
     *            slots of queries, not empty
     * @param base
     *            slots of the base
     */
    static List<Step> of(CardSearchPlan plan, Kind kind, Range range, int base) {
        var order = new ScreenSteps(plan, kind, range, base);
        var steps = new ArrayList<Step>();
        order.sample(steps);
        order.rest(steps);
        return steps;
    }

    private void sample(List<Step> steps) {
        int rows = plan.sampleRows();
        Range within = mirrored ? sample : range;
        within.pieces(rows).forEach(piece -> steps.add(new Step(piece, sample, true, false)));
        new Range(within.to(), range.to()).pieces(rows)
                .forEach(piece -> steps.add(new Step(piece, sample, true, true)));
    }

    private void rest(List<Step> steps) {
        if (!mirrored) {
            for (Range rows : range.pieces(plan.tile())) {
                add(steps, rows, new Range(0, sample.from()));
                add(steps, rows, new Range(sample.to(), base));
            }
            return;
        }
        List<Range> own = new Range(sample.to(), range.to()).pieces(plan.tile());
        for (Range rows : sample.pieces(plan.tile())) {
            outside(steps, rows);
        }
        for (Range rows : own) {
            own.stream().filter(columns -> columns.from() >= rows.from())
                    .forEach(columns -> steps.add(new Step(rows, columns, false, !columns.equals(rows))));
            outside(steps, rows);
        }
    }

    /** The columns that other cards have as rows. */
    private void outside(List<Step> steps, Range rows) {
        add(steps, rows, new Range(0, range.from()));
        add(steps, rows, new Range(range.to(), base));
    }

    private void add(List<Step> steps, Range rows, Range columns) {
        columns.pieces(plan.tile()).forEach(piece -> steps.add(new Step(rows, piece, false, false)));
    }
}
