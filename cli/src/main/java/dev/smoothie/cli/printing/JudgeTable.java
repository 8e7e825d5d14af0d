package dev.smoothie.cli.printing;

import dev.smoothie.core.reviews.JudgeEstimate;
import dev.smoothie.core.reviews.ReviewEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints how far judges can be believed, as a table with notes.
 *
 * @param reviews
 *            what they said
 */
public record JudgeTable(ReviewEstimate reviews) {

    /** The lines of the table, and what its columns mean. */
    public List<String> lines() {
        var table = new TextTable("judge", "reviews", "reliability", "weight", "self-preference ± s.e.");
        reviews.judges().forEach(judge -> table.add(judge.name(), String.format(Locale.ROOT, "%,d", judge.reviews()),
                number(judge.reliability()), String.format(Locale.ROOT, "%.0f %%", 100 * judge.weight()),
                preference(judge)));
        var lines = new ArrayList<>(table.lines());
        lines.addAll(notes());
        return lines;
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        long telling = reviews.judges().stream().filter(judge -> judge.deviation() > 0).count();
        boolean known = reviews.judges().stream().anyMatch(judge -> !Double.isNaN(judge.reliability()));
        if (telling == 1) {
            notes.add(
                    "reliability: not known of a single judge, and neither is self-preference; that takes others who score the same outputs");
        } else if (!known) {
            notes.add(
                    "reliability: not known, because too few of the same outputs were scored by several judges; all count the same");
        } else if (telling == 2) {
            notes.add(
                    "reliability: the correlation of a judge's scores with the true quality, if both judges are equally good; which is better cannot be told of two, so both count the same");
        } else {
            notes.add(
                    "reliability: the correlation of a judge's scores with the true quality, estimated from how the judges agree; 0 is chance");
        }
        if (reviews.judges().stream().anyMatch(judge -> judge.own().isPresent())) {
            notes.add(
                    "self-preference: how many points more a judge gives its own outputs than the other judges' scores and its reliability explain; it was taken out");
        }
        reviews.judges().stream().filter(judge -> judge.deviation() == 0).forEach(judge -> notes.add(
                "%s tells no outputs apart: it gave all outputs of each sample the same score, or scored only one; it does not count"
                        .formatted(judge.name())));
        reviews.judges().stream().filter(judge -> known && judge.reliability() == 0).forEach(judge -> notes.add(
                "%s does not agree with the other judges beyond chance, or contradicts them".formatted(judge.name())));
        return notes;
    }

    private static String number(double value) {
        return Figures.of(2).number(value);
    }

    private static String preference(JudgeEstimate judge) {
        if (judge.own().isEmpty()) {
            return "";
        }
        return Double.isNaN(judge.preference())
                ? "-"
                : "%s ± %s points".formatted(Figures.of(2).signed(judge.preference()),
                        number(judge.preferenceError()));
    }
}
