package dev.smoothie.cli.printing;

import dev.smoothie.core.evaluate.PairedDifference;
import dev.smoothie.pipeline.report.PairComparison;
import dev.smoothie.pipeline.report.PairComparison.Estimated;
import dev.smoothie.pipeline.report.PairComparison.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints whether one generator is better than another: the answer first, then what it rests on.
 *
 * @param found
 *            what to print
 */
public record PairTable(PairComparison found) {
    /** Where the outputs of one are longer by this factor, it is said. */
    private static final double LONGER = 1.5;

    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("Is %s better than %s? %s".formatted(found.first(), found.second(), answer()));
        found.estimate().ifPresentOrElse(estimate -> estimated(estimate, lines), () -> known(lines));
        lengths(lines);
        topics(lines);
        return lines;
    }

    private String answer() {
        return switch (found.answer()) {
            case YES -> "Yes.";
            case PROBABLY -> "Probably.";
            case CANNOT_TELL -> "That cannot be told.";
            case PROBABLY_NOT -> "Probably not: %s is.".formatted(found.second());
            case NO -> "No: %s is.".formatted(found.second());
        };
    }

    private void known(List<String> lines) {
        PairedDifference difference = found.difference();
        lines.add("  true %s: %s %s, %s %s, on %,d samples that have both".formatted(found.truth().orElseThrow(),
                found.first(), number(found.values()[0]), found.second(), number(found.values()[1]),
                difference.samples()));
        lines.add("  difference: %s, at 95 %% between %s and %s; p = %s (%s)".formatted(signed(difference.mean()),
                signed(difference.interval().low()), signed(difference.interval().high()), p(difference.test().p()),
                difference.test().how().meaning()));
        lines.add(falls(difference, found.first(), found.second()));
        lines.addAll(enough(difference));
    }

    /** In how many samples either is better. */
    static String falls(PairedDifference difference, String first, String second) {
        return "  %s is better in %,d samples, %s in %,d; in %,d they are equal".formatted(first, difference.wins(),
                second, difference.losses(), difference.ties());
    }

    /** How many samples would settle it. */
    static List<String> enough(PairedDifference difference) {
        if (difference.samples() < 2) {
            return List.of("  one sample settles nothing; give more");
        }
        String seen = difference.deviation() > 0
                ? "; %,d samples show a difference of %s or more with that probability".formatted(difference.samples(),
                        number(difference.detectable(difference.samples())))
                : "";
        if (difference.needed().isEmpty()) {
            return List.of("  samples: as many as you like may show no difference, because none was seen" + seen);
        }
        long needed = difference.needed().getAsLong();
        return List.of(
                "  samples: %,d would show such a difference with a probability of 80 %%, if it is as large as it seems%s"
                        .formatted(needed, needed > difference.samples() ? seen : ""));
    }

    private void estimated(Estimated estimate, List<String> lines) {
        PairedDifference difference = found.difference();
        lines.add("  without truth, by %s: estimated error of %s %s, of %s %s, on %,d samples that have both".formatted(
                estimate.method(), found.first(), number(found.values()[0]), found.second(),
                number(found.values()[1]), difference.samples()));
        lines.add("  difference of the errors: %s ± %s at 95 %%; that is the noise of the samples alone".formatted(
                signed(estimate.difference()), number(estimate.margin())));
        lines.add(String.format(Locale.ROOT,
                "  %s is truly better with an estimated probability of %.2f, which also counts what the estimate may get wrong",
                found.first(), estimate.probability()));
        lines.add(falls(difference, found.first(), found.second()) + ", as far as the estimate tells");
        lines.addAll(enough(difference));
        lines.add("signal: %s; %s".formatted(estimate.signal().verdict().name().toLowerCase(Locale.ROOT),
                estimate.signal().verdict().meaning()));
        estimate.signal().reasons().forEach(reason -> lines.add("  " + reason));
        estimate.signal().advice().forEach(advice -> lines.add("  to try: " + advice));
        lines.add("  to be sure: write true \"scores\" of both into some samples, and compare again");
    }

    private void lengths(List<String> lines) {
        double ratio = found.lengths()[0] / found.lengths()[1];
        if (ratio >= LONGER || ratio <= 1 / LONGER) {
            boolean first = ratio > 1;
            lines.add(String.format(Locale.ROOT,
                    "  the outputs of %s are %.1f times as long as those of %s: look whether that is what makes the difference",
                    first ? found.first() : found.second(), first ? ratio : 1 / ratio,
                    first ? found.second() : found.first()));
        }
    }

    private void topics(List<String> lines) {
        if (found.topics().isEmpty()) {
            return;
        }
        var table = new TextTable("topic", "samples", "difference", "95 %", "p, corrected", "better");
        for (Topic topic : found.topics()) {
            PairedDifference difference = topic.difference();
            table.add(topic.name().isEmpty() ? topic.typical().orElse("-") : topic.name(),
                    Integer.toString(difference.samples()), signed(difference.mean()),
                    signed(difference.interval().low()) + "…" + signed(difference.interval().high()),
                    p(topic.adjusted()),
                    !topic.apart() ? "" : difference.mean() > 0 ? found.first() : found.second());
        }
        lines.add("");
        lines.addAll(table.lines());
        found.topics().forEach(topic -> topic.typical().filter(_ -> !topic.name().isEmpty())
                .ifPresent(input -> lines.add("  %s: such as \"%s\"".formatted(topic.name(), input))));
        lines.add("p is corrected for %d topics (Holm); a topic without a name under 'better' may differ by chance"
                .formatted(found.topics().size()));
    }

    static String number(double value) {
        return RankingTable.number(value);
    }

    static String signed(double value) {
        String number = number(value);
        return value > 0 && !number.startsWith("-") ? "+" + number : number;
    }

    static String p(double value) {
        return Double.isNaN(value)
                ? "-"
                : value < 0.0001 ? "below 0.0001" : String.format(Locale.ROOT, "%.4f", value);
    }
}
