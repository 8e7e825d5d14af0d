package dev.smoothie.cli.printing;

import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.LabelledRouting.Gain;
import dev.smoothie.core.labels.LabelFit;
import java.util.List;

/**
 * Says in sentences what was learned from labels.
 *
 * @param labels
 *            what to say
 */
record LabelNotes(LabelledRouting labels) {
    /** Differences beyond this many standard errors are not chance: 95 %. */
    private static final double DOUBT = 1.96;

    List<String> lines() {
        LabelFit fit = labels.fit();
        String used = "labels: scores of %,d outputs of %,d samples".formatted(fit.outputs(), fit.samples().length);
        return List.of(used + labels.gain().map(LabelNotes::gain)
                .orElse("; what they bring cannot be told, because none has scores of outputs that could be chosen"),
                "quality: the predicted score of an output; error: how far that is below %s, the highest score among the labels"
                        .formatted(number(fit.top())),
                "the signal, and what follows it, are about the estimate without labels");
    }

    private static String gain(Gain gain) {
        String compared = "each routed without its own scores, %,d of them reach %s, with %s %s: "
                .formatted(gain.samples(), number(gain.with()), gain.method().label(), number(gain.without()));
        double margin = DOUBT * gain.standardError();
        String verdict = Double.isNaN(margin) || Math.abs(gain.difference()) <= margin
                ? "whether the labels help cannot be told yet"
                : gain.difference() > 0 ? "the labels help" : "the labels do harm, leave them out or give more";
        return "; %s%s (%s ± %s)".formatted(compared, verdict,
                Figures.of(RankingTable.ERROR).signed(gain.difference()), number(gain.standardError()));
    }

    private static String number(double value) {
        return Figures.of(RankingTable.ERROR).number(value);
    }
}
