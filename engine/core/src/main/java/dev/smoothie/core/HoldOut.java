package dev.smoothie.core;

import dev.smoothie.core.MethodChoice.Contender;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.estimate.Quality;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chooses a method without labels. It hides one generator at a time, lets each method route among the others, and
 * measures how far the output that was routed to lies from the hidden one. With independent errors {@code E‖λ_pick −
 * λ_j‖² = E‖λ_pick − z*‖² + δ_j} for a generator j that had no part in the pick, so up to a constant this is the
 * expected error of what the method routes to. The hidden generators are weighted by θ, none with more than half,
 * because a hidden output adds its own error as noise.
 *
 * <p>
 * It shares the weakness of all estimates here: generators that err together agree with each other and judge each other
 * well.
 */
final class HoldOut {
    /** With one hidden, three must be left to estimate errors from. */
    static final int FEWEST_GENERATORS = 4;

    /** A gain counts from this many of its standard errors; chance alone exceeds that in 2 % of cases. */
    static final double DOUBT = 2;

    private static final double LARGEST_WEIGHT = 0.5;

    private final Smoothie smoothie;
    private final Estimates all;
    private final Samples samples;
    private final Generations outputs;
    private final List<Method> candidates;
    private final double[][] loss;
    private final double[] weight;

    private HoldOut(Smoothie smoothie, Estimates all, Samples samples, List<Method> candidates) {
        this.smoothie = smoothie;
        this.all = all;
        this.samples = samples;
        this.outputs = samples.requireGenerations();
        this.candidates = candidates;
        this.loss = new double[candidates.size()][samples.size()];
        this.weight = new double[samples.size()];
    }

    /** Takes the first candidate unless another gains beyond doubt; of those that do, the one that gains the most. */
    static MethodChoice choose(Smoothie smoothie, Estimates all, Samples samples, List<Method> candidates) {
        int m = samples.requireGenerations().generators();
        if (m < FEWEST_GENERATORS) {
            return new MethodChoice(candidates.getFirst(), List.of(), m);
        }
        List<Contender> contenders = new HoldOut(smoothie, all, samples, candidates).compare();
        Contender best = contenders.getFirst();
        for (Contender contender : contenders) {
            if (contender.gain() > Math.max(best.gain(), DOUBT * contender.standardError())) {
                best = contender;
            }
        }
        return new MethodChoice(best.method(), contenders, m);
    }

    private List<Contender> compare() {
        int largest = candidates.stream().mapToInt(Method::neighborhood).max().orElse(0);
        if (largest > 1) {
            all.neighbors(largest);
        }
        double[] weights = weights();
        for (int hidden = 0; hidden < weights.length; hidden++) {
            if (weights[hidden] > 0) {
                judge(hidden, weights[hidden]);
            }
        }
        var contenders = new ArrayList<Contender>();
        for (int candidate = 0; candidate < candidates.size(); candidate++) {
            contenders.add(contender(candidate));
        }
        return contenders;
    }

    private double[] weights() {
        double[] weights = Quality.of(all.global().error());
        Arrays.setAll(weights, generator -> Math.min(weights[generator], LARGEST_WEIGHT));
        return weights;
    }

    /** Adds what the hidden generator says about each candidate. */
    private void judge(int hidden, double hiddenWeight) {
        try (Arena arena = Arena.ofShared()) {
            Samples others = without(hidden);
            Estimates estimates = all.withOutputsOf(others, arena);
            int[][] routes = new int[candidates.size()][];
            Arrays.setAll(routes,
                    candidate -> Smoothie.route(estimates, others, candidates.get(candidate)).routes());
            smoothie.workers().forBlocks(samples.size(), 256, (from, to) -> {
                for (int sample = (int) from; sample < to; sample++) {
                    add(sample, hidden, hiddenWeight, routes);
                }
            });
        }
    }

    private Samples without(int hidden) {
        Presence present = outputs.presence();
        Presence others = (sample, repeat, generator) -> generator != hidden
                && present.present(sample, repeat, generator);
        Presence silent = (sample, repeat, generator) -> generator != hidden
                && outputs.silent().present(sample, repeat, generator);
        return new Samples(samples.size(), samples.inputs(), Optional.of(new Generations(outputs.vectors(),
                outputs.samples(), outputs.repeats(), outputs.generators(), others, silent)), samples.names());
    }

    /** A sample counts where the hidden output exists and a method had something left to route to. */
    private void add(int sample, int hidden, double hiddenWeight, int[][] routes) {
        if (!outputs.speaks(sample, hidden) || routes[0][sample] == Router.NONE) {
            return;
        }
        weight[sample] += hiddenWeight;
        for (int candidate = 0; candidate < routes.length; candidate++) {
            loss[candidate][sample] += hiddenWeight * distance(sample, routes[candidate][sample], hidden);
        }
    }

    /** The mean squared distance between the outputs of two generators, over the repeats of each. */
    private double distance(int sample, int i, int j) {
        double sum = 0;
        int count = 0;
        for (int r = 0; r < outputs.repeats(); r++) {
            for (int s = 0; s < outputs.repeats(); s++) {
                if (outputs.presence().present(sample, r, i) && outputs.presence().present(sample, s, j)) {
                    sum += Distance.squared(outputs.vectors(), outputs.row(sample, r, i), outputs.vectors(),
                            outputs.row(sample, s, j));
                    count++;
                }
            }
        }
        return sum / count;
    }

    private Contender contender(int candidate) {
        double sum = 0;
        double gain = 0;
        double squares = 0;
        int count = 0;
        for (int sample = 0; sample < weight.length; sample++) {
            if (weight[sample] > 0) {
                double difference = (loss[0][sample] - loss[candidate][sample]) / weight[sample];
                sum += loss[candidate][sample] / weight[sample];
                gain += difference;
                squares += difference * difference;
                count++;
            }
        }
        double variance = (squares - gain * gain / count) / (count - 1);
        return new Contender(candidates.get(candidate), sum / count, gain / count,
                Math.sqrt(Math.max(0, variance) / count));
    }
}
