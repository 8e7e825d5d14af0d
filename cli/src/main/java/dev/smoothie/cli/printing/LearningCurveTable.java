package dev.smoothie.cli.printing;

import dev.smoothie.core.LabelTrial;
import dev.smoothie.core.evaluate.LearningCurve;
import dev.smoothie.core.evaluate.LearningCurve.Entry;
import dev.smoothie.core.evaluate.LearningCurve.Point;
import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Prints what labels bring, by how many there are.
 *
 * @param curve
 *            what to print
 * @param figures
 *            how its scores and gains are written
 */
record LearningCurveTable(LearningCurve curve, Figures figures) {

    LearningCurveTable(LearningCurve curve) {
        this(curve, Figures.of(RankingTable.ERROR, curve.points().stream().flatMap(point -> Stream
                .concat(Stream.of(point.learned()), point.others().stream())).mapToDouble(Entry::score).toArray()));
    }

    /** A table of scores, one of gains, and a sentence. */
    List<String> lines() {
        List<Entry> others = curve.points().getFirst().others();
        var scores = table("labelled", others, "learned from them");
        var gains = table("gain over", others);
        for (Point point : curve.points()) {
            var score = new ArrayList<>(List.of(Integer.toString(point.labels()),
                    "%s ± %s".formatted(figures.number(point.learned().score()), margin(point.learned().interval()))));
            var gain = new ArrayList<>(List.of(Integer.toString(point.labels())));
            for (Entry other : point.others()) {
                score.add(figures.number(other.score()));
                gain.add("%s ± %s".formatted(figures.signed(other.gain()), margin(other.gainInterval())));
            }
            scores.add(score.toArray(String[]::new));
            gains.add(gain.toArray(String[]::new));
        }
        var lines = new ArrayList<>(scores.lines());
        lines.add("");
        lines.addAll(gains.lines());
        lines.add(sentence());
        return lines;
    }

    private static TextTable table(String first, List<Entry> others, String... more) {
        var head = new ArrayList<>(List.of(first));
        head.addAll(List.of(more));
        others.forEach(other -> head.add(other.name()));
        return new TextTable(head.toArray(String[]::new));
    }

    private String sentence() {
        Point last = curve.points().getLast();
        Entry without = last.bestWithout();
        Entry best = last.others().stream().filter(other -> other.name().equals(LabelTrial.BEST)).findFirst()
                .orElseThrow();
        OptionalInt from = curve.helpsFrom();
        String helps = from.isPresent()
                ? "labels: from %d labelled samples on they help here, beyond chance: with %d, what is learned from them is %s better than the best without labels (%s)"
                        .formatted(from.getAsInt(), last.labels(), figures.number(without.gain()), without.name())
                : "labels: with up to %d labelled samples, what is learned from them is not better beyond chance than the best without labels (%s: %s)"
                        .formatted(last.labels(), without.name(), figures.signed(without.gain()));
        return "%s; against the generator that is best on the labelled samples it is %s ± %s (± is half of a 95 %% interval, over samples and %d draws of labels)"
                .formatted(helps, figures.signed(best.gain()), margin(best.gainInterval()), curve.draws());
    }

    private String margin(Interval interval) {
        return figures.number((interval.high() - interval.low()) / 2);
    }
}
