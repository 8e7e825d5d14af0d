package dev.smoothie.core.bench;

import dev.smoothie.core.Belief;
import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.belief.Signal.Verdict;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.core.vectors.Presence;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Measures how right standard errors, tests of dependence and verdicts are, on many simulated sets; and the verdicts on
 * real outputs that were shuffled or replaced by noise, where {@code .npy} files {@code [n, m, d]} are given as
 * arguments.
 */
public final class BeliefTrial {
    private static final PrintStream OUT = System.out;
    private static final int SETS = 400;
    private static final int SEEDS = 20;
    private static final Smoothie SMOOTHIE = new Smoothie(Backends.choose("vector").backend(), Workers.all(),
            Integer::toString);

    private BeliefTrial() {}

    /** An estimate and what can be believed of it. */
    private record Judged(GlobalEstimate estimate, Belief belief) {}

    public static void main(String[] files) {
        for (String file : files) {
            nulls(Path.of(file));
        }
        if (files.length == 0) {
            independent();
            dependent();
            verdicts();
        }
    }

    private static void print(String format, Object... values) {
        OUT.printf(Locale.ROOT, format + "%n", values);
    }

    private static Judged judge(Scenario scenario) {
        try (Arena arena = Arena.ofShared()) {
            return judge(arena, generations(arena, scenario));
        }
    }

    private static Judged judge(Arena arena, Generations generations) {
        var samples = Samples.of(generations);
        GlobalEstimate estimate = SMOOTHIE.score(arena, samples).global();
        return new Judged(estimate,
                SMOOTHIE.believe(arena, samples, estimate, new FamilyChoice.Found()));
    }

    private static Generations generations(Arena arena, Scenario scenario) {
        int m = scenario.generators();
        float[][][] outputs = new Simulation(scenario).outputs();
        Embeddings vectors = Embeddings.allocate(arena, (long) outputs.length * m, scenario.dimension());
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int i = 0; i < m; i++) {
                if (outputs[sample][i] != null) {
                    vectors.set((long) sample * m + i, outputs[sample][i]);
                }
            }
        }
        Presence presence = (sample, _, i) -> outputs[sample][i] != null;
        return new Generations(vectors, outputs.length, 1, m, presence);
    }

    private static double[] errors(Random random, int m, double least, double most) {
        return random.doubles(m, least, most).toArray();
    }

    /** Coverage of the intervals and false alarms, with independent errors. */
    private static void independent() {
        print("independent errors, %d sets each", SETS);
        print("%6s %4s %5s %8s  %8s %8s  %8s %8s", "n", "m", "d", "missing", "δ in", "δi−δj in", "alarms", "apart");
        int[][] sizes = {{30, 5, 16}, {100, 5, 4}, {100, 8, 64}, {300, 13, 16}, {1000, 5, 32}, {1000, 8, 32}};
        for (int[] size : sizes) {
            for (double missing : new double[]{0, 0.1}) {
                var random = new Random(size[0] + size[1]);
                double[] counts = new double[6];
                for (int set = 0; set < SETS; set++) {
                    double[] errors = errors(random, size[1], 0.2, 1);
                    errors[1] = errors[0]; // equal in truth: telling them apart is an error
                    Judged judged = judge(
                            Scenario.of(size[0], size[2], errors, random.nextLong()).withMissing(missing));
                    count(judged, errors, counts);
                }
                print("%6d %4d %5d %8.1f  %7.1f%% %7.1f%%  %7.1f%% %7.1f%%", size[0], size[1], size[2], missing,
                        100 * counts[0] / counts[1], 100 * counts[2] / counts[3], 100 * counts[4] / SETS,
                        100 * counts[5] / SETS);
            }
        }
    }

    private static void count(Judged judged, double[] errors, double[] counts) {
        var comparisons = judged.belief().comparisons();
        for (int i = 0; i < errors.length; i++) {
            counts[0] += Math.abs(judged.estimate().error()[i] - errors[i]) <= judged.estimate().margin(i) ? 1 : 0;
            counts[1]++;
            for (int j = 0; j < i; j++) {
                double off = comparisons.difference()[i][j] - (errors[i] - errors[j]);
                counts[2] += Math.abs(off) <= comparisons.margin(i, j) ? 1 : 0;
                counts[3]++;
            }
        }
        counts[4] += judged.belief().dependence().filter(found -> !found.pairsTogether().isEmpty()).isPresent() ? 1 : 0;
        counts[5] += comparisons.apart()[0][1] ? 1 : 0;
    }

    /** Detection, false alarms beside it, and the estimate of ρ, with one family. */
    private static void dependent() {
        print("%none family with correlated errors, %d sets each; n = 1000", SETS);
        print("%4s %5s %6s %5s  %8s %10s %8s %8s  %8s", "m", "d", "family", "ρ", "all", "others", "ρ mean", "ρ in",
                "found");
        double[][] cases = {{5, 32, 2, 0.3}, {5, 4, 2, 0.3}, {8, 32, 2, 0.1}, {8, 32, 2, 0.3}, {8, 32, 3, 0.3},
                {8, 32, 3, 0.7}, {13, 32, 5, 0.3}, {13, 32, 6, 0.5}};
        for (double[] c : cases) {
            var random = new Random((long) (c[0] * 100 + c[2]));
            int family = (int) c[2];
            double[] counts = new double[6];
            for (int set = 0; set < SETS; set++) {
                double[] errors = errors(random, (int) c[0], 0.2, 1);
                Judged judged = judge(
                        Scenario.of(1000, (int) c[1], errors, random.nextLong()).withFamilies(c[3], family));
                count(judged, family, c[3], counts);
            }
            print("%4.0f %5.0f %6d %5.1f  %7.1f%% %9.1f%% %8.3f %7.1f%%  %7.1f%%", c[0], c[1], family, c[3],
                    100 * counts[0] / SETS, 100 * counts[1] / SETS, counts[2] / counts[4],
                    100 * counts[3] / counts[4], 100 * counts[5] / SETS);
        }
    }

    private static void count(Judged judged, int family, double rho, double[] counts) {
        var dependence = judged.belief().dependence().orElseThrow();
        long inside = dependence.pairsTogether().stream().filter(pair -> pair.second() < family).count();
        counts[0] += inside == family * (family - 1) / 2 ? 1 : 0;
        counts[1] += dependence.pairsTogether().size() > inside ? 1 : 0;
        for (int i = 0; i < family; i++) {
            for (int j = 0; j < i; j++) {
                double correlation = dependence.correlation()[i][j];
                counts[2] += correlation;
                counts[3] += Math.abs(correlation - rho) <= 1.96 * dependence.standardError()[i][j] ? 1 : 0;
                counts[4]++;
            }
        }
        counts[5] += judged.belief().families().stream().anyMatch(found -> found.families().shared().size() == 1
                && found.families().shared().getFirst().size() == family) ? 1 : 0;
    }

    /** For each verdict, how right the rankings are that it is given to. */
    private static void verdicts() {
        for (boolean dependent : new boolean[]{false, true}) {
            print("%nverdicts on %d sets of all kinds, %s errors", 5 * SETS, dependent ? "correlated" : "independent");
            print("%8s %6s  %10s %14s %16s", "verdict", "sets", "Kendall τ", "best is best", "τ with families");
            var random = new Random(3);
            Map<Verdict, double[]> found = new EnumMap<>(Verdict.class);
            Map<Integer, double[]> shares = new TreeMap<>();
            for (int set = 0; set < 5 * SETS; set++) {
                Scenario scenario = anyScenario(random, dependent);
                double[] errors = scenario.meanErrors();
                Judged judged = judge(scenario);
                double tau = tau(errors, judged.estimate().error());
                double again = judged.belief().families().map(families -> tau(errors, families.error())).orElse(tau);
                double best = judged.estimate().ranking().getFirst() == best(errors) ? 1 : 0;
                add(found.computeIfAbsent(judged.belief().signal().verdict(), _ -> new double[4]), tau, best, again);
                double share = judged.belief().evidence().reliability().share();
                add(shares.computeIfAbsent((int) (share * 10), _ -> new double[4]), tau, best, again);
            }
            found.forEach((verdict, sums) -> print("%8s %6.0f  %10.2f %13.0f%% %16.2f", verdict, sums[0],
                    sums[1] / sums[0], 100 * sums[2] / sums[0], sums[3] / sums[0]));
            shares.forEach((tenth, sums) -> print("share %.1f %5.0f  %10.2f %13.0f%% %16.2f", tenth / 10.0, sums[0],
                    sums[1] / sums[0], 100 * sums[2] / sums[0], sums[3] / sums[0]));
        }
    }

    private static void add(double[] sums, double tau, double best, double again) {
        sums[0]++;
        sums[1] += tau;
        sums[2] += best;
        sums[3] += again;
    }

    private static Scenario anyScenario(Random random, boolean dependent) {
        int m = 5 + random.nextInt(9);
        int n = List.of(30, 100, 300, 1000).get(random.nextInt(4));
        int d = List.of(4, 16, 64).get(random.nextInt(3));
        double spread = List.of(0.01, 0.05, 0.2, 0.8).get(random.nextInt(4));
        double[] errors = errors(random, m, 1 - spread, 1);
        Scenario scenario = Scenario.of(n, d, errors, random.nextLong())
                .withSignal(List.of(0.0, 0.2, 1.0, 3.0).get(random.nextInt(4)));
        if (!dependent) {
            return scenario;
        }
        int first = 2 + random.nextInt(Math.max(1, m / 2 - 1));
        return scenario.withFamilies(List.of(0.1, 0.3, 0.6, 0.9).get(random.nextInt(4)), first, m - first > 3 ? 2 : 1);
    }

    private static int best(double[] errors) {
        int best = 0;
        for (int i = 1; i < errors.length; i++) {
            best = errors[i] < errors[best] ? i : best;
        }
        return best;
    }

    private static double tau(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.signum(a[i] - a[j]) * Math.signum(b[i] - b[j]);
            }
        }
        return 2 * sum / a.length / (a.length - 1);
    }

    /** The verdict on a real set, and on what is left of it once outputs are shuffled or replaced. */
    private static void nulls(Path file) {
        try (Arena arena = Arena.ofShared()) {
            Npy npy = Npy.map(file, arena);
            int m = (int) npy.shape()[1];
            Embeddings real = npy.embeddings();
            Judged judged = judge(arena, Generations.complete(real, m));
            print("%s %s: %s", file.getFileName(), Arrays.toString(npy.shape()), judged.belief().signal().verdict());
            judged.belief().signal().reasons().forEach(reason -> print("  %s", reason));
            Map<Verdict, Integer> shuffled = new EnumMap<>(Verdict.class);
            Map<Verdict, Integer> noise = new EnumMap<>(Verdict.class);
            for (int seed = 0; seed < SEEDS; seed++) {
                try (Arena one = Arena.ofShared()) {
                    shuffled.merge(verdict(one, shuffled(one, real, m, seed), m), 1, Integer::sum);
                    noise.merge(verdict(one, noise(one, real, seed), m), 1, Integer::sum);
                }
            }
            print("  shuffled: %s, noise: %s", shuffled, noise);
        }
    }

    private static Verdict verdict(Arena arena, Embeddings vectors, int m) {
        return judge(arena, Generations.complete(vectors, m)).belief().signal().verdict();
    }

    /** The outputs of each generator, dealt to other samples. */
    static Embeddings shuffled(Arena arena, Embeddings real, int m, long seed) {
        var random = new Random(seed);
        int n = (int) (real.rows() / m);
        Embeddings shuffled = Embeddings.allocate(arena, real.rows(), real.dimension());
        float[] vector = new float[real.dimension()];
        for (int i = 0; i < m; i++) {
            int[] order = new int[n];
            for (int sample = 0; sample < n; sample++) {
                int other = random.nextInt(sample + 1);
                order[sample] = order[other];
                order[other] = sample;
            }
            for (int sample = 0; sample < n; sample++) {
                for (int column = 0; column < vector.length; column++) {
                    vector[column] = real.get((long) order[sample] * m + i, column);
                }
                shuffled.set((long) sample * m + i, vector);
            }
        }
        return shuffled;
    }

    private static Embeddings noise(Arena arena, Embeddings real, long seed) {
        var random = new Random(seed);
        Embeddings noise = Embeddings.allocate(arena, real.rows(), real.dimension());
        float[] vector = new float[real.dimension()];
        for (long row = 0; row < real.rows(); row++) {
            for (int column = 0; column < vector.length; column++) {
                vector[column] = (float) random.nextGaussian();
            }
            noise.set(row, vector);
        }
        return noise;
    }
}
