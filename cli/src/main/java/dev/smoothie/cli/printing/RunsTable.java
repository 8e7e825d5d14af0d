package dev.smoothie.cli.printing;

import dev.smoothie.core.evaluate.PairedDifference;
import dev.smoothie.pipeline.report.RunsComparison;
import dev.smoothie.pipeline.report.RunsComparison.Answer;
import dev.smoothie.pipeline.report.RunsComparison.Change;
import dev.smoothie.pipeline.report.RunsComparison.Moved;
import dev.smoothie.pipeline.report.RunsComparison.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints what has changed between two runs: the answer for each generator first, then what it rests on.
 *
 * @param found
 *            what to print
 */
public record RunsTable(RunsComparison found) {

    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("%,d samples are in both runs, joined by %s; %,d are only before, %,d only after".formatted(
                found.samples(), found.joinedBy(), found.onlyBefore(), found.onlyAfter()));
        found.generators().forEach(change -> change(change, lines));
        long tests = found.generators().stream().mapToLong(change -> change.tests().size()).sum();
        if (tests > 1) {
            lines.add("p is corrected for %d tests (Holm); what has a p above 0.05 may be chance".formatted(tests));
        }
        return lines;
    }

    private static void change(Change change, List<String> lines) {
        String name = change.before().equals(change.after())
                ? change.before()
                : "%s, now %s,".formatted(change.before(), change.after());
        lines.add("");
        lines.add("Has %s changed? %s".formatted(name, change.answer().meaning()));
        if (change.samples() == 0) {
            lines.add("  in no sample do both runs have an output that says something");
        } else {
            lines.add(String.format(Locale.ROOT, "  %.1f %% of the outputs are equal, on %,d samples that have both%s",
                    100 * change.equal(), change.samples(), silent(change)));
            lines.add(distances(change));
        }
        change.tests().forEach(test -> lines.add(test(test)));
        lines.add("  length: %s characters on average, at 95 %% between %s and %s".formatted(
                signed(change.lengths().mean()), signed(change.lengths().interval().low()),
                signed(change.lengths().interval().high())));
        change.truth().ifPresent(truth -> truth(truth, lines));
        if (change.answer() == Answer.CANNOT_TELL) {
            lines.add(
                    "  with temperature 0 each difference is a change; otherwise ask for several outputs of each input in each run, which shows how far outputs differ without a change");
        }
        if (!change.moved().isEmpty()) {
            lines.add("  most changed:");
            change.moved().forEach(moved -> moved(moved, lines));
        }
    }

    private static String silent(Change change) {
        return change.lost() + change.gained() == 0
                ? ""
                : "; in %,d the later output says nothing and the earlier did, in %,d it is the other way round"
                        .formatted(
                                change.lost(), change.gained());
    }

    private static String distances(Change change) {
        String across = "  distance: %s between the runs".formatted(PairTable.number(change.across()));
        return Double.isNaN(change.within())
                ? across
                : across + ", %s between outputs of one run".formatted(PairTable.number(change.within()));
    }

    private static String test(Test test) {
        return "  tested: %s: %s (p = %s)".formatted(test.what(), test.found() ? "changed" : "no change shows",
                PairTable.p(test.adjusted()));
    }

    private static void truth(PairedDifference truth, List<String> lines) {
        lines.add(
                "  true scores: %s, at 95 %% between %s and %s, on %,d samples; better after in %,d, worse in %,d, equal in %,d"
                        .formatted(PairTable.signed(truth.mean()), PairTable.signed(truth.interval().low()),
                                PairTable.signed(truth.interval().high()), truth.samples(), truth.wins(),
                                truth.losses(),
                                truth.ties()));
        lines.addAll(PairTable.enough(truth));
    }

    private static void moved(Moved moved, List<String> lines) {
        lines.add("    %s: \"%s\"".formatted(moved.id(), moved.before()));
        lines.add("    %s  \"%s\"".formatted(" ".repeat(moved.id().length()), moved.after()));
    }

    private static String signed(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%+.1f", value);
    }
}
