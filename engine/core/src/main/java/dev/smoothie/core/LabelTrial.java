package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.evaluate.DrawnValues;
import dev.smoothie.core.evaluate.LabelledBaselines;
import dev.smoothie.core.evaluate.LearningCurve;
import dev.smoothie.core.evaluate.LearningCurve.Entry;
import dev.smoothie.core.evaluate.LearningCurve.Point;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.labels.LabelFit;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tries what labels would bring: samples of a set whose scores are known are drawn as labelled, in growing numbers, and
 * the routes that are learned from them are judged on the others.
 */
public final class LabelTrial {
    /** Name of the routes that are learned. */
    public static final String LEARNED = "labels";
    /** Name of the generator with the best mean score among the labelled samples. */
    public static final String BEST = "best of the labelled";
    /** Name of the generator with the best mean score among the nearest labelled samples. */
    public static final String NEAREST = "labelled neighbours";
    private static final int[] STEPS = {1, 2, 5};

    private final Smoothie smoothie;
    private final Samples samples;
    private final Labels labels;
    private final Learning learning;
    private final Map<String, int[]> without = new LinkedHashMap<>();
    private final String standard;

    private LabelTrial(Smoothie smoothie, Arena arena, Samples samples, Labels labels) {
        this.smoothie = smoothie;
        this.samples = samples;
        this.labels = labels;
        Estimates estimates = Estimates.testTime(smoothie, arena, samples);
        this.learning = new Learning(smoothie, arena, samples, estimates, labels.lengths(), labels.equality());
        var methods = new ArrayList<Method>(List.of(new Method.Consensus(OptionalInt.empty()), new Method.Shrunk(),
                new Method.Vote(OptionalInt.empty(), labels.equality()), new Method.Global()));
        if (samples.inputs().isPresent()) {
            methods.add(Methods.LOCAL);
        }
        methods.forEach(method -> without.put(method.label(),
                Smoothie.route(estimates, samples, method).routes()));
        this.standard = methods.getFirst().label();
    }

    /**
     * Tries 10, 20, 50, 100, 200 labels and so on, up to {@code most}.
     *
     * @param arena
     *            owns what is computed
     * @param labels
     *            the true scores
     * @param counted
     *            samples whose existing outputs are all scored
     * @param most
     *            the largest number of labelled samples
     * @param draws
     *            how often samples are drawn, at least 1; larger numbers of labels add to those of smaller ones
     * @throws CoreException
     *             if no sample would be left to judge
     */
    public static LearningCurve of(Smoothie smoothie, Arena arena, Samples samples, Labels labels, int[] counted,
            int most, int draws, long seed) {
        if (most >= counted.length || most < LabelFit.FEWEST_SAMPLES) {
            throw new CoreException(
                    "labels: %d labelled samples were asked for, of %d that have a true score for each of their outputs; try %d to %d, so that some are left to judge"
                            .formatted(most, counted.length, LabelFit.FEWEST_SAMPLES, counted.length - 1));
        }
        var trial = new LabelTrial(smoothie, arena, samples, labels);
        var random = new SplittableRandom(seed);
        int[][] orders = IntStream.range(0, draws).mapToObj(_ -> shuffled(counted, random)).toArray(int[][]::new);
        return new LearningCurve(draws, sizes(most).stream().map(size -> trial.point(size, orders)).toList());
    }

    /** 10, 20, 50, 100 and so on below {@code most}, then that. */
    static List<Integer> sizes(int most) {
        var sizes = new ArrayList<Integer>();
        for (long ten = 10; ten < most; ten *= 10) {
            for (int step : STEPS) {
                if (step * ten < most) {
                    sizes.add((int) (step * ten));
                }
            }
        }
        sizes.add(most);
        return sizes;
    }

    private static int[] shuffled(int[] values, SplittableRandom random) {
        int[] order = values.clone();
        for (int last = order.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int kept = order[last];
            order[last] = order[other];
            order[other] = kept;
        }
        return order;
    }

    private Point point(int size, int[][] orders) {
        Map<String, double[][]> values = new LinkedHashMap<>();
        for (int draw = 0; draw < orders.length; draw++) {
            int[] drawn = Arrays.copyOf(orders[draw], size);
            Map<String, int[]> routes = routes(drawn);
            for (Map.Entry<String, int[]> way : routes.entrySet()) {
                values.computeIfAbsent(way.getKey(), _ -> new double[orders.length][])[draw] = judged(way.getValue(),
                        Arrays.copyOfRange(orders[draw], size, orders[draw].length));
            }
        }
        var learned = new DrawnValues(values.get(LEARNED));
        List<Entry> entries = values.entrySet().stream()
                .map(way -> entry(way.getKey(), new DrawnValues(way.getValue()), learned)).toList();
        return new Point(size, entries.getFirst(), entries.subList(1, entries.size()));
    }

    private Entry entry(String name, DrawnValues values, DrawnValues learned) {
        DrawnValues gain = learned.less(values);
        return new Entry(name, !without.containsKey(name), values.mean(), values.interval(), gain.mean(),
                gain.interval());
    }

    /** The true scores of what was chosen for some samples; NaN for the others. */
    private double[] judged(int[] routes, int[] judged) {
        double[] values = new double[samples.size()];
        Arrays.fill(values, Double.NaN);
        for (int sample : judged) {
            values[sample] = labels.scores().get(sample, routes[sample]);
        }
        return values;
    }

    /** All ways to route, what is learned from the labels of the drawn samples first. */
    private Map<String, int[]> routes(int[] drawn) {
        Map<String, int[]> routes = new LinkedHashMap<>();
        try (Arena scratch = Arena.ofShared()) {
            routes.put(LEARNED, learning.teaches(labels.scores(), drawn)
                    ? learning.routes(learning.fit(labels.scores(), drawn), scratch)
                    : without.get(standard));
            Matrix errors = Matrix.allocate(scratch, drawn.length, labels.scores().columns());
            for (int row = 0; row < drawn.length; row++) {
                errors.write(row, Arrays.stream(labels.scores().row(drawn[row])).map(score -> -score).toArray());
            }
            double[] overall = GlobalEstimate.of(errors).error();
            routes.put(BEST, route(Errors.same(overall), overall));
            if (samples.inputs().isPresent()) {
                Embeddings inputs = samples.inputs().get();
                Neighbors found = ExactSearch.of(scratch, inputs, inputs.gather(scratch, drawn),
                        LabelledBaselines.NEIGHBORS, smoothie.backend(), smoothie.workers());
                routes.put(NEAREST, route(Errors.of(LocalEstimate.of(scratch, errors, found, found.k(),
                        smoothie.backend(), smoothie.workers()).errors()), overall));
            }
        }
        routes.putAll(without);
        return routes;
    }

    private int[] route(Errors errors, double[] overall) {
        return new Router(errors, overall).route(samples.size(), Smoothie.present(samples), smoothie.workers());
    }
}
