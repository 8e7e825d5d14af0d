package dev.smoothie.core.estimate;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds which generators err together. The model has independent errors; where they are not, {@code D_ij = δ_i + δ_j −
 * 2 C_ij} and {@code C_ij = (δ_i + δ_j − D_ij)/2} measures it. But the δ come from the same distances: C and {@code C +
 * a_i + a_j} give equal distances, for any a, and a fit that takes every pair for independent spreads one pair's
 * covariance over all. An assumption is needed, and ours is that <em>most pairs of each generator are independent</em>:
 * <ol>
 * <li>fit the δ by least absolute deviations, which few correlated pairs do not move ({@link RobustErrors});
 * <li>test every pair by Student's t on its per-sample values, all of them together by Holm at 5 %;
 * <li>fit the δ again, by least squares on the pairs that were not rejected, as long as each generator keeps more than
 * m/2 of them; repeat until the rejected pairs stay the same.
 * </ol>
 *
 * <p>
 * More than m/2 are needed because the distances tell no more below: a family of half of the generators, and the other
 * half being one, give the same distances. An error that all generators share is never seen: it counts as part of the
 * truth.
 *
 * @param errors
 *            δ from the pairs that were taken for independent, {@code [m]}
 * @param covariance
 *            C, {@code [m][m]}, the δ on its diagonal
 * @param correlation
 *            {@code ρ_ij = C_ij/√(δ_i δ_j)}, {@code [m][m]}, 1 on its diagonal; NaN where an error is not positive
 * @param standardError
 *            of ρ, {@code [m][m]}, 0 on its diagonal
 * @param together
 *            whether a pair's errors are positively correlated, all pairs tested at once at 5 %, {@code [m][m]}
 * @param samples
 *            how many samples were looked at
 */
public record Dependence(double[] errors, double[][] covariance, double[][] correlation, double[][] standardError,
        boolean[][] together, long samples) {
    /** Below five generators one pair's covariance cannot be told from another's. */
    public static final int FEWEST_GENERATORS = 5;
    /** With fewer samples the tests are not reliable in the tails. */
    public static final int FEWEST_SAMPLES = 20;
    /** The most repetitions: the rejected pairs may alternate for ever. */
    private static final int STEPS = 10;

    /** Two generators that err together. */
    public record Pair(int first, int second, double correlation, double standardError) {}

    /**
     * Tests all pairs. Generators with equal outputs are tested as one, and those that never say anything not at all.
     *
     * @param arena
     *            owns what is copied
     * @return empty below {@link #FEWEST_GENERATORS} that differ, or where a pair has fewer than
     * {@link #FEWEST_SAMPLES}
     */
    public static Optional<Dependence> of(Arena arena, PairDistances distances, Workers workers) {
        List<List<Integer>> copies = Copies.measured(distances);
        if (copies.size() < FEWEST_GENERATORS) {
            return Optional.empty();
        }
        PairDistances different = distances.between(arena, copies);
        if (!different.completeFor(FEWEST_SAMPLES)) {
            return Optional.empty();
        }
        return Optional.of(of(different, settle(different, workers), workers).repeated(copies,
                distances.pairs().generators()));
    }

    /**
     * Tests all pairs of generators that give answers, by whether they give the same wrong ones: ρ is the share of their
     * mistakes, or of their answers, that are the same because they are related. Needs four generators. Of two pairs that
     * are all four generators only the clearer one is named, unless nothing tells which of them it is.
     *
     * @param arena
     *            owns what is copied
     * @return empty below four generators that differ, above twenty, or where a pair has too few samples; δ and C are
     * NaN
     */
    public static Optional<Dependence> ofAnswers(Arena arena, Generations generations, PairDistances distances,
            Workers workers) {
        List<List<Integer>> copies = Copies.measured(distances);
        if (copies.size() < SharedMistakes.FEWEST_GENERATORS || copies.size() > SharedMistakes.MOST_GENERATORS
                || !distances.between(arena, copies).completeFor(FEWEST_SAMPLES)) {
            return Optional.empty();
        }
        SharedMistakes found = SharedMistakes.of(AnswerCells.of(generations, copies, distances, workers), workers);
        return Optional.of(of(found, distances.samples()).repeated(copies, distances.pairs().generators()));
    }

    private static Dependence of(SharedMistakes found, long samples) {
        int m = found.pairs().generators();
        double[] unknown = new double[m];
        Arrays.fill(unknown, Double.NaN);
        double[] ones = new double[m];
        Arrays.fill(ones, 1);
        boolean[] related = found.related();
        boolean[][] together = new boolean[m][m];
        found.pairs().forEach((pair, i, j) -> {
            together[i][j] = related[pair];
            together[j][i] = related[pair];
        });
        double[] none = new double[found.pairs().count()];
        Arrays.fill(none, Double.NaN);
        return new Dependence(unknown, found.pairs().symmetric(none, unknown),
                found.pairs().symmetric(found.rho(), ones),
                found.pairs().symmetric(found.standardError(), new double[m]), together, samples);
    }

    /** The same result for all m generators, from that for groups of copies; nothing is known of those in no group. */
    private Dependence repeated(List<List<Integer>> copies, int generators) {
        if (copies.size() == generators) {
            return this;
        }
        int[] origin = new int[generators];
        Arrays.fill(origin, -1);
        for (int group = 0; group < copies.size(); group++) {
            for (int copy : copies.get(group)) {
                origin[copy] = group;
            }
        }
        boolean[][] repeated = new boolean[origin.length][origin.length];
        for (int i = 0; i < origin.length; i++) {
            for (int j = 0; j < origin.length; j++) {
                repeated[i][j] = i != j && origin[i] >= 0 && origin[j] >= 0
                        && (origin[i] == origin[j] || together[origin[i]][origin[j]]);
            }
        }
        return new Dependence(IntStream.of(origin).mapToDouble(i -> i < 0 ? Double.NaN : errors[i]).toArray(),
                repeated(covariance, origin), repeated(correlation, origin), repeated(standardError, origin), repeated,
                samples);
    }

    private static double[][] repeated(double[][] matrix, int[] origin) {
        return IntStream.of(origin).mapToObj(i -> IntStream.of(origin)
                .mapToDouble(j -> i < 0 || j < 0 ? Double.NaN : matrix[i][j]).toArray())
                .toArray(double[][]::new);
    }

    /** The covariances, after the fitted pairs have stayed the same. */
    private static PairErrors settle(PairDistances distances, Workers workers) {
        Pairs pairs = distances.pairs();
        double[] all = new double[pairs.count()];
        Arrays.fill(all, 1);
        PairErrors found = PairErrors.of(distances, AdditiveFit.of(pairs, all), workers);
        double[] robust = RobustErrors.of(pairs, distances.mean());
        double[] covariance = new double[pairs.count()];
        pairs.forEach((pair, i, j) -> covariance[pair] = (robust[i] + robust[j] - distances.mean()[pair]) / 2);
        double[] weights = independent(pairs, PairErrors.pValues(distances, covariance, found.standardError()),
                covariance);
        for (int step = 0; step < STEPS && !Arrays.equals(weights, found.fit().weights()); step++) {
            found = PairErrors.of(distances, AdditiveFit.of(pairs, weights), workers);
            weights = independent(pairs, found.p(), found.covariance());
        }
        return found;
    }

    /**
     * Weight 0 for rejected pairs, the clearest first, while each generator keeps more than m/2 pairs; 1 for the
     * others.
     */
    private static double[] independent(Pairs pairs, double[] p, double[] covariance) {
        int m = pairs.generators();
        int[] kept = new int[m];
        Arrays.fill(kept, m - 1);
        int[][] ends = new int[pairs.count()][];
        pairs.forEach((pair, i, j) -> ends[pair] = new int[]{i, j});
        boolean[] rejected = Holm.rejected(p);
        double[] weights = new double[pairs.count()];
        Arrays.fill(weights, 1);
        IntStream.range(0, pairs.count()).filter(pair -> rejected[pair]).boxed()
                .sorted(Comparator.<Integer>comparingDouble(pair -> p[pair])
                        .thenComparingDouble(pair -> -Math.abs(covariance[pair])))
                .forEach(pair -> {
                    int i = ends[pair][0];
                    int j = ends[pair][1];
                    if (kept[i] > m / 2 + 1 && kept[j] > m / 2 + 1) {
                        weights[pair] = 0;
                        kept[i]--;
                        kept[j]--;
                    }
                });
        return weights;
    }

    private static Dependence of(PairDistances distances, PairErrors found, Workers workers) {
        Pairs pairs = distances.pairs();
        double[] errors = found.errors();
        double[] correlation = new double[pairs.count()];
        pairs.forEach((pair, i, j) -> correlation[pair] = errors[i] > 0 && errors[j] > 0
                ? found.covariance()[pair] / Math.sqrt(errors[i] * errors[j])
                : Double.NaN);
        double[] standardError = distances.standardErrors(pairs.count(), () -> correlations(found, correlation),
                workers);
        boolean[] rejected = Holm.rejected(found.p());
        boolean[][] together = new boolean[errors.length][errors.length];
        pairs.forEach((pair, i, j) -> {
            together[i][j] = rejected[pair] && found.covariance()[pair] > 0;
            together[j][i] = together[i][j];
        });
        double[] ones = new double[errors.length];
        Arrays.fill(ones, 1);
        return new Dependence(errors, pairs.symmetric(found.covariance(), errors),
                pairs.symmetric(correlation, ones),
                pairs.symmetric(standardError, new double[errors.length]), together, distances.samples());
    }

    /** What a change of the distances changes in each ρ, to first order. */
    private static PairDistances.Linear correlations(PairErrors found, double[] correlation) {
        AdditiveFit fit = found.fit();
        double[] errors = found.errors();
        double[] scratch = new double[errors.length];
        double[] change = new double[errors.length];
        return (distances, result) -> {
            fit.errors(distances, scratch, change);
            fit.pairs().forEach((pair, i, j) -> {
                double covariance = (change[i] + change[j] - distances[pair]) / 2 / (1 - fit.leverage(pair, i, j));
                result[pair] = covariance / Math.sqrt(errors[i] * errors[j])
                        - correlation[pair] / 2 * (change[i] / errors[i] + change[j] / errors[j]);
            });
        };
    }

    /** The pairs that err together, the most correlated first; those without a correlation last. */
    public List<Pair> pairsTogether() {
        var found = new ArrayList<Pair>();
        new Pairs(errors.length).forEach((_, i, j) -> {
            if (together[i][j]) {
                found.add(new Pair(i, j, correlation[i][j], standardError[i][j]));
            }
        });
        found.sort(Comparator.comparingDouble(
                pair -> Double.isNaN(pair.correlation()) ? Double.POSITIVE_INFINITY : -pair.correlation()));
        return List.copyOf(found);
    }
}
