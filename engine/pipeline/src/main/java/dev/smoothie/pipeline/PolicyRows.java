package dev.smoothie.pipeline;

import dev.smoothie.core.PolicyTrial;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.route.CascadeCurve;
import dev.smoothie.core.route.CascadeCurve.Point;
import dev.smoothie.core.route.CascadeWalks.End;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.PolicyChoice.Policy;
import dev.smoothie.pipeline.report.PolicyReplay;
import dev.smoothie.pipeline.report.PolicyReplay.Generator;
import dev.smoothie.pipeline.report.PolicyReplay.Partial;
import dev.smoothie.pipeline.report.PolicyReplay.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Computes a row for each policy.
 *
 * @param curve
 *            of the samples that were learned from
 * @param single
 *            the generator that is the best single one by these
 * @param singleQuality
 *            its quality on these
 * @param trial
 *            the samples of the log that have outputs of every generator
 * @param partial
 *            the other samples
 * @param scores
 *            of the whole samples
 */
record PolicyRows(List<String> generators, PolicyChoice choice, Optional<CostLimit> limit, Costs costs,
        CascadeCurve curve, int single, double singleQuality, PolicyTrial trial, Optional<PolicyTrial> partial,
        Optional<Matrix> scores) {

    /** The means of the columns; NaN counts as 0. */
    static double[] means(Matrix values) {
        double[] means = new double[values.columns()];
        values.forEachRow(0, values.rows(), (_, row, at) -> {
            for (int column = 0; column < means.length; column++) {
                double value = row[at + column];
                means[column] += Double.isNaN(value) ? 0 : value;
            }
        });
        Arrays.setAll(means, column -> means[column] / values.rows());
        return means;
    }

    PolicyReplay replay(int samples, boolean answers, Optional<Integer> trained, List<String> known) {
        var notes = new ArrayList<>(known);
        Row reference = row("single", "always " + generators.get(single), Optional.empty(), always(single),
                partial.map(this::alwaysPartial));
        var rows = new ArrayList<Row>();
        if (choice.policies().contains(Policy.BEST)) {
            rows.add(best());
        }
        if (choice.policies().contains(Policy.CASCADE)) {
            cascade(notes).ifPresent(rows::add);
        }
        int size = choice.panel().orElse(generators.size());
        if (choice.policies().contains(Policy.PANEL) && size < generators.size()) {
            rows.add(panel("panel", "the %d best".formatted(size), size));
        }
        rows.add(panel("all", "all %d".formatted(generators.size()), generators.size()));
        return new PolicyReplay(samples, trial.walks().samples(), (int) scored().count(), answers, trained, reference,
                rows, singles(), curve,
                curve.points().stream().map(point -> score(cascade(point.threshold()))).toList(),
                notes);
    }

    /** The whole samples of which every output has a score. */
    private IntStream scored() {
        return scores.map(matrix -> IntStream.range(0, (int) matrix.rows()).filter(
                sample -> IntStream.range(0, matrix.columns()).noneMatch(i -> Double.isNaN(matrix.get(sample, i)))))
                .orElse(IntStream.empty());
    }

    private IntFunction<End> always(int generator) {
        return sample -> new End(generator, 1, trial.paid(sample, generator), true);
    }

    private IntFunction<End> alwaysPartial(PolicyTrial rest) {
        return sample -> new End(single, 1, rest.paid(sample, single), rest.known(sample, single));
    }

    private Row best() {
        int[] picks = trial.best(limit);
        return row("best", "best, chosen before asking", Optional.empty(),
                sample -> new End(picks[sample], 1, trial.paid(sample, picks[sample]), true),
                partial.<IntFunction<End>>map(rest -> {
                    int[] others = rest.best(limit);
                    return sample -> new End(others[sample], 1, rest.paid(sample, others[sample]),
                            rest.known(sample, others[sample]));
                }));
    }

    private Optional<Row> cascade(List<String> notes) {
        Optional<Point> found = point(notes);
        return found.map(point -> row("cascade", String.format(Locale.ROOT, "cascade, accepts from %.4f",
                point.threshold()), Optional.of(point.threshold()), cascade(point.threshold()),
                partial.<IntFunction<End>>map(rest -> sample -> rest.walks().end(sample, point.threshold()))));
    }

    private IntFunction<End> cascade(double threshold) {
        return sample -> trial.walks().end(sample, threshold);
    }

    /** The threshold that was asked for, found on the samples that were learned from. */
    private Optional<Point> point(List<String> notes) {
        if (choice.share().isEmpty() && limit.isPresent()) {
            Optional<Point> kept = curve.best(limit.get());
            if (kept.isEmpty()) {
                notes.add(String.format(Locale.ROOT,
                        "no cascade keeps %s: asking the cheapest two costs %.4g already", limit.get().label(),
                        curve.points().getFirst().cost()));
            }
            return kept;
        }
        double share = choice.share().orElse(PolicyChoice.STANDARD_SHARE);
        double wanted = share * singleQuality;
        Optional<Point> cheapest = curve.cheapest(wanted);
        if (cheapest.isEmpty()) {
            Point most = curve.best(new CostLimit.Weight(0)).orElseThrow();
            notes.add(String.format(Locale.ROOT,
                    "no cascade is estimated to reach %.1f %% of the quality of %s alone; the best reaches %.1f %%",
                    100 * share, generators.get(single), 100 * most.quality() / singleQuality));
            return Optional.of(most);
        }
        return cheapest;
    }

    private Row panel(String policy, String label, int size) {
        List<Integer> asked = trial.ranking().subList(0, size);
        int[] picks = trial.panel(asked);
        return row(policy, label, Optional.empty(), sample -> new End(picks[sample], size,
                asked.stream().mapToDouble(generator -> trial.paid(sample, generator)).sum(), true),
                partial.<IntFunction<End>>map(rest -> sample -> new End(Router.NONE, size,
                        asked.stream().mapToDouble(generator -> rest.paid(sample, generator)).sum(),
                        asked.stream().allMatch(generator -> rest.known(sample, generator)))));
    }

    private Row row(String policy, String label, Optional<Double> threshold, IntFunction<End> ends,
            Optional<IntFunction<End>> others) {
        int n = trial.walks().samples();
        long[] picks = new long[generators.size()];
        double quality = 0;
        long requests = 0;
        double total = 0;
        for (int sample = 0; sample < n; sample++) {
            End end = ends.apply(sample);
            double value = end.generator() == Router.NONE ? Double.NaN : trial.values().get(sample, end.generator());
            quality += Double.isNaN(value) ? 0 : value;
            requests += end.requests();
            total += end.cost();
            if (end.generator() != Router.NONE) {
                picks[end.generator()]++;
            }
        }
        double[] gain = gain(ends);
        return new Row(policy, label, threshold, quality / n, score(ends), gain[0], gain[1], (double) requests / n,
                Costs.THOUSAND * total / n, total, picks, others.map(this::partial));
    }

    /** An output is taken where nothing says anything, too: that of the single generator. */
    private double score(int sample, End end) {
        return scores.orElseThrow().get(sample, end.generator() == Router.NONE ? single : end.generator());
    }

    private double score(IntFunction<End> ends) {
        return scored().mapToDouble(sample -> score(sample, ends.apply(sample))).average().orElse(Double.NaN);
    }

    /** The mean gain in score over the single generator, and its standard error. */
    private double[] gain(IntFunction<End> ends) {
        double[] gains = scored().mapToDouble(sample -> score(sample, ends.apply(sample))
                - scores.orElseThrow().get(sample, single)).toArray();
        double mean = Arrays.stream(gains).average().orElse(Double.NaN);
        double squares = Arrays.stream(gains).map(gain -> Math.pow(gain - mean, 2)).sum();
        return new double[]{mean, Math.sqrt(squares / (gains.length - 1) / gains.length)};
    }

    private Partial partial(IntFunction<End> ends) {
        List<End> known = IntStream.range(0, partial.orElseThrow().walks().samples()).mapToObj(ends)
                .filter(End::known).toList();
        return new Partial(known.size(),
                Costs.THOUSAND * known.stream().mapToDouble(End::cost).average().orElse(Double.NaN));
    }

    private List<Generator> singles() {
        double[] quality = means(trial.values());
        return IntStream.range(0, generators.size()).mapToObj(generator -> {
            Row row = row("single", "", Optional.empty(), always(generator), Optional.empty());
            return new Generator(generators.get(generator), quality[generator], row.cost(), row.score());
        }).toList();
    }
}
