package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Tests which generators differ: the paired differences {@code δ_i − δ_j} over the samples that have both, each tested
 * by Student's t and all of them together by Holm at 5 %.
 *
 * @param ranking
 *            the generators from the best to the worst
 * @param difference
 *            {@code δ_i − δ_j}, {@code [m][m]}; NaN where no sample has both
 * @param standardError
 *            sd of y_i − y_j over √samples, {@code [m][m]}; NaN below two samples
 * @param samples
 *            how many samples have both, {@code [m][m]}
 * @param apart
 *            whether the pair is told apart, {@code [m][m]}
 */
public record Comparisons(List<Integer> ranking, double[][] difference, double[][] standardError, long[][] samples,
        boolean[][] apart) {
    private static final int BLOCK = 1 << 14;
    /** Differences below this fraction of the mean size of the errors are 0: float32 embeddings do not resolve less. */
    private static final double RESOLUTION = 1e-6;

    /** The places in the ranking, 1 to m, that a generator can have. */
    public record Ranks(int best, int worst) {}

    /** Sums over a block of samples: of the differences less their expected mean, of their squares, and how many. */
    private record Sums(double[] sum, double[] squares, long[] count) {
        Sums(int pairs) {
            this(new double[pairs], new double[pairs], new long[pairs]);
        }

        void add(Sums other) {
            for (int pair = 0; pair < sum.length; pair++) {
                sum[pair] += other.sum[pair];
                squares[pair] += other.squares[pair];
                count[pair] += other.count[pair];
            }
        }
    }

    /** Compares all pairs of an estimate. */
    public static Comparisons of(GlobalEstimate estimate, Workers workers) {
        Matrix y = estimate.y();
        var pairs = new Pairs(y.columns());
        Sums[] blocks = new Sums[(int) Math.ceilDiv(y.rows(), BLOCK)];
        workers.forBlocks(y.rows(), BLOCK,
                (from, to) -> blocks[(int) (from / BLOCK)] = sums(estimate, pairs, from, to));
        var total = new Sums(pairs.count());
        Arrays.stream(blocks).forEach(total::add); // in order, so the same on every run
        return of(estimate, pairs, total);
    }

    private static Sums sums(GlobalEstimate estimate, Pairs pairs, long from, long to) {
        var sums = new Sums(pairs.count());
        int m = pairs.generators();
        double[] expected = new double[pairs.count()];
        pairs.forEach((pair, i, j) -> expected[pair] = estimate.error()[i] - estimate.error()[j]);
        estimate.y().forEachRow(from, to, (_, y, at) -> {
            for (int i = 0, pair = 0; i < m; i++) {
                for (int j = i + 1; j < m; j++, pair++) {
                    double x = y[at + i] - y[at + j] - expected[pair];
                    if (!Double.isNaN(x)) {
                        sums.sum[pair] += x;
                        sums.squares[pair] += x * x;
                        sums.count[pair]++;
                    }
                }
            }
        });
        return sums;
    }

    private static Comparisons of(GlobalEstimate estimate, Pairs pairs, Sums total) {
        double[] differences = new double[pairs.count()];
        double[] standardErrors = new double[pairs.count()];
        pairs.forEach((pair, i, j) -> {
            double n = total.count[pair];
            double mean = total.sum[pair] / n;
            differences[pair] = estimate.error()[i] - estimate.error()[j] + mean;
            standardErrors[pair] = n < 2
                    ? Double.NaN
                    : Math.sqrt(Math.max(0, total.squares[pair] - n * mean * mean) / (n - 1) / n);
        });
        return of(estimate, differences, standardErrors, total.count);
    }

    /**
     * Compares all pairs, where the row estimates are elsewhere and have been added up there.
     *
     * @param estimate
     *            whose rows are not read
     * @param differences
     *            the mean of {@code y_i − y_j} over the samples that have both, for each pair i &lt; j as {@link Pairs}
     *            numbers them
     * @param standardErrors
     *            of these means; NaN below two samples
     * @param counts
     *            how many samples have both
     */
    public static Comparisons of(GlobalEstimate estimate, double[] differences, double[] standardErrors,
            long[] counts) {
        int m = estimate.error().length;
        var pairs = new Pairs(m);
        double[][] difference = new double[m][m];
        long[][] samples = new long[m][m];
        double[] p = new double[pairs.count()];
        double resolution = RESOLUTION
                * Arrays.stream(estimate.error()).filter(Double::isFinite).map(Math::abs).average().orElse(0);
        pairs.forEach((pair, i, j) -> {
            difference[i][j] = differences[pair];
            difference[j][i] = 0 - differences[pair]; // no −0 for equals
            samples[i][j] = counts[pair];
            samples[j][i] = counts[pair];
            p[pair] = counts[pair] < 2
                    ? Double.NaN
                    : Math.abs(differences[pair]) <= resolution
                            ? 1
                            : 2 * TDistribution.of((double) counts[pair] - 1)
                                    .survivalProbability(Math.abs(differences[pair]) / standardErrors[pair]);
        });
        boolean[] rejected = Holm.rejected(p);
        boolean[][] apart = new boolean[m][m];
        pairs.forEach((pair, i, j) -> {
            apart[i][j] = rejected[pair];
            apart[j][i] = rejected[pair];
        });
        return new Comparisons(estimate.ranking(), difference, pairs.symmetric(standardErrors, new double[m]), samples,
                apart);
    }

    /** Half the length of the 95 % interval of {@code δ_i − δ_j} by itself; NaN below two samples. */
    public double margin(int i, int j) {
        return standardError[i][j] * StudentT.quantile(samples[i][j]);
    }

    /**
     * The places that a generator can have: after all that are better and told apart from it, before all that are worse
     * and told apart. The places of all generators hold at once at 95 %. Pairs are compared on the samples that both
     * have. So where outputs are missing, the generator's place in the ranking, which is by all of its samples, can lie
     * outside.
     */
    public Ranks ranks(int generator) {
        int m = ranking.size();
        int better = (int) IntStream.range(0, m)
                .filter(other -> apart[generator][other] && difference[other][generator] < 0).count();
        int worse = (int) IntStream.range(0, m)
                .filter(other -> apart[generator][other] && difference[other][generator] > 0).count();
        return new Ranks(1 + better, m - worse);
    }

    /**
     * Groups of two or more that cannot be told apart: the longest runs of the ranking without a pair that is told
     * apart. One generator may be in several.
     */
    public List<List<Integer>> groups() {
        var groups = new ArrayList<List<Integer>>();
        int last = 0;
        int end = 0;
        for (int first = 0; first < ranking.size(); first++) {
            end = Math.max(end, first + 1); // a run that begins later ends no earlier
            while (end < ranking.size() && joins(first, end)) {
                end++;
            }
            if (end > last && end - first > 1) {
                groups.add(List.copyOf(ranking.subList(first, end)));
            }
            last = Math.max(last, end);
        }
        return groups;
    }

    private boolean joins(int first, int next) {
        return ranking.subList(first, next).stream().noneMatch(member -> apart[member][ranking.get(next)]);
    }

    /** How many of all pairs are told apart. */
    public int pairsApart() {
        int count = 0;
        for (boolean[] row : apart) {
            for (boolean pair : row) {
                count += pair ? 1 : 0;
            }
        }
        return count / 2;
    }
}
