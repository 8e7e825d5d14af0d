package dev.smoothie.pipeline.bench;

import dev.smoothie.core.Method;
import dev.smoothie.core.Methods;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Consensus;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.route.Router;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures which method routes best, on random subsets of the generators of real sets and on simulated sets. A cell has
 * the mean gain over Smoothie-Local with k = 20, as a share of what the per-sample oracle gains over random, and the
 * number of trials in which the method was worse and better beyond chance (paired, 95 %). The rows
 * {@code consensus a h} are consensus with weights θ^a and a bandwidth of h mean distances; the method of that name has
 * a = 0.5, h = 2.
 *
 * <p>
 * Arguments: how many subsets of each set, then {@code NAME=SET.jsonl,X.npy,L.npy} for each set.
 */
public final class MethodTable {
    private static final List<Method> METHODS = List.of(new Method.Global(), new Method.Local(1), new Method.Local(5),
            new Method.Local(50), new Method.Posterior(OptionalInt.empty()), new Method.Consensus(OptionalInt.empty()),
            new Method.Shrunk(), new Method.Vote(OptionalInt.empty(), false));
    private static final int SIMULATED_SAMPLES = 400;
    private static final int[] SIMULATED_GENERATORS = {4, 5, 8, 13};

    private final Smoothie smoothie = Smoothie.create();
    private final Map<String, Map<String, List<double[]>>> cells = new LinkedHashMap<>();

    private MethodTable() {}

    public static void main(String[] arguments) {
        var table = new MethodTable();
        int subsets = Integer.parseInt(arguments[0]);
        var random = new Random(1);
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            try (Arena arena = Arena.ofShared()) {
                LabelledSet set = LabelledSet.read(arena, argument);
                table.trial(set);
                for (int subset = 1; subset < subsets; subset++) {
                    table.subset(set, random);
                }
            }
        }
        for (SimulatedErrors errors : SimulatedErrors.values()) {
            for (int topics : new int[]{1, 4}) {
                for (int trial = 0; trial < subsets; trial++) {
                    try (Arena arena = Arena.ofShared()) {
                        table.trial(errors.draw(arena, random, SIMULATED_SAMPLES,
                                SIMULATED_GENERATORS[trial % SIMULATED_GENERATORS.length], topics));
                    }
                }
            }
        }
        table.print();
    }

    /** Draws a subset of at least four generators, because with three there is nothing to choose by. */
    private void subset(LabelledSet set, Random random) {
        int m = set.generators();
        int size = 4 + random.nextInt(m - 3);
        int[] kept = random.ints(0, m).distinct().limit(size).sorted().toArray();
        try (Arena arena = Arena.ofShared()) {
            trial(set.only(arena, kept));
        }
    }

    private void trial(LabelledSet set) {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = set.samples();
            double[] standard = values(set, smoothie.route(arena, samples, Methods.LOCAL).routes());
            double spread = mean(oracle(set)) - mean(random(set));
            add("random", set, random(set), standard, spread);
            add("per-sample oracle", set, oracle(set), standard, spread);
            for (Method method : METHODS) {
                add(method.label(), set, values(set, smoothie.route(arena, samples, method).routes()), standard,
                        spread);
            }
            for (double exponent : new double[]{0, 0.5, 1}) {
                for (double bandwidth : new double[]{0.2, 0.5, 1, 2, 4}) {
                    add("consensus %.1f %.1f".formatted(exponent, bandwidth), set,
                            consensus(arena, set, exponent, bandwidth), standard, spread);
                }
            }
        }
    }

    /** Consensus weighs with 1/√δ, so δ to the power of 2a gives weights θ^a. */
    private double[] consensus(Arena arena, LabelledSet set, double exponent, double bandwidth) {
        Samples samples = set.samples();
        GlobalEstimate global = smoothie.score(arena, samples).global();
        double floor = 1e-6 * Arrays.stream(global.error()).map(Math::abs).average().orElseThrow();
        double[] prior = Arrays.stream(global.error()).map(error -> Math.pow(Math.max(error, floor), 2 * exponent))
                .toArray();
        Matrix errors = Consensus.of(arena, samples.generations().orElseThrow(), Errors.same(prior),
                bandwidth / Consensus.BANDWIDTH * Consensus.bandwidth(global.y()), smoothie.workers());
        return values(set, new Router(Errors.of(errors), global.error()).route(set.size(), (_, _) -> true));
    }

    private static double[] values(LabelledSet set, int[] routes) {
        return IntStream.range(0, routes.length).mapToDouble(sample -> set.scores().get(sample, routes[sample]))
                .toArray();
    }

    private static double[] random(LabelledSet set) {
        return IntStream.range(0, set.size()).mapToDouble(sample -> mean(set.scores().row(sample))).toArray();
    }

    private static double[] oracle(LabelledSet set) {
        return IntStream.range(0, set.size())
                .mapToDouble(sample -> Arrays.stream(set.scores().row(sample)).max().orElseThrow()).toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private void add(String row, LabelledSet set, double[] values, double[] standard, double spread) {
        double[] gains = IntStream.range(0, values.length).mapToDouble(i -> values[i] - standard[i]).toArray();
        double gain = mean(gains);
        double variance = Arrays.stream(gains).map(x -> (x - gain) * (x - gain)).sum() / (gains.length - 1);
        double significance = variance == 0 ? 0 : gain / Math.sqrt(variance / gains.length);
        cells.computeIfAbsent(row, _ -> new LinkedHashMap<>()).computeIfAbsent(set.name(), _ -> new ArrayList<>())
                .add(new double[]{gain / spread, significance});
    }

    private void print() {
        boolean first = true;
        for (var row : cells.entrySet()) {
            if (first) {
                System.out.printf("%-20s", "");
                row.getValue().forEach((set, trials) -> System.out.printf("%18s", set + " ×" + trials.size()));
                System.out.println();
                first = false;
            }
            System.out.printf("%-20s", row.getKey());
            row.getValue().values().forEach(trials -> System.out.printf("%18s", "%+.3f −%d +%d".formatted(
                    trials.stream().mapToDouble(trial -> trial[0]).average().orElseThrow(),
                    trials.stream().filter(trial -> trial[1] < -1.96).count(),
                    trials.stream().filter(trial -> trial[1] > 1.96).count())));
            System.out.println();
        }
    }
}
