package dev.smoothie.core.evaluate;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.evaluate.Contestant.Kind;
import dev.smoothie.core.evaluate.PairedBootstrap.Draws;
import dev.smoothie.core.evaluate.Result.Gap;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.route.Router.Eligible;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Scores several contestants on the same samples. A sample counts where every output that it has is scored, so that all
 * are judged on the same outputs, and random means the same for all.
 *
 * @param truth
 *            of all samples
 * @param eligible
 *            which outputs there are
 * @param samples
 *            indices of those that count, ascending
 */
public record Contest(Truth truth, Eligible eligible, int[] samples) {
    /** Name of the generator that is best over the whole set. */
    public static final String BEST_SINGLE = "best single generator";
    /** Name of the best output of each sample. */
    public static final String ORACLE = "per-sample oracle";
    /** Name of the best output of each sample by some of its scores, judged by others: see {@link OtherScores}. */
    public static final String OTHER_SCORES = "oracle by other scores";
    /** Name of the expectation over all generators. */
    public static final String RANDOM = "random (expected)";

    /** A contest on all samples that count but {@code excluded}. */
    public static Contest on(Truth truth, Eligible eligible, BitSet excluded) {
        int m = truth.scores().columns();
        int[] samples = IntStream.range(0, truth.part().length).filter(sample -> !excluded.get(sample))
                .filter(sample -> {
                    int[] outputs = IntStream.range(0, m).filter(generator -> eligible.test(sample, generator))
                            .toArray();
                    return outputs.length > 0 && Arrays.stream(outputs)
                            .noneMatch(generator -> Double.isNaN(truth.scores().get(sample, generator)));
                }).toArray();
        return new Contest(truth, eligible, samples);
    }

    /** The bounds: the best generator of each sample, the best over the set, and the expectation of a random one. */
    public List<Contestant> bounds() {
        int n = truth.part().length;
        double[] errors = Arrays.stream(Agreement.means(truth.scores(), samples)).map(score -> -score).toArray();
        Errors ofSamples = (sample, row) -> {
            truth.scores().read(sample, row);
            Arrays.setAll(row, generator -> -row[generator]);
        };
        return List.of(new Contestant(ORACLE, Kind.ORACLE, List.of(new Router(ofSamples, errors).route(n, eligible))),
                new Contestant(BEST_SINGLE, Kind.ORACLE,
                        List.of(new Router(Errors.same(errors), errors).route(n, eligible))),
                new Contestant(RANDOM, Kind.UNSUPERVISED, List.of()));
    }

    /**
     * Scores all contestants, in their order; the bounds must be among them.
     *
     * @throws IllegalArgumentException
     *             if no sample counts or {@link #BEST_SINGLE} is missing
     */
    public List<Result> judge(List<Contestant> contestants, PairedBootstrap bootstrap, Workers workers) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no sample counts");
        }
        double[][] values = new double[samples.length][contestants.size()];
        for (int index = 0; index < samples.length; index++) {
            for (int column = 0; column < contestants.size(); column++) {
                values[index][column] = value(contestants.get(column), samples[index]);
            }
        }
        double[] scores = IntStream.range(0, contestants.size())
                .mapToDouble(column -> Arrays.stream(values).mapToDouble(row -> row[column]).average().orElseThrow())
                .toArray();
        Draws draws = bootstrap.of(values, workers);
        int single = IntStream.range(0, contestants.size())
                .filter(column -> contestants.get(column).name().equals(BEST_SINGLE)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + BEST_SINGLE));
        return IntStream.range(0, contestants.size())
                .mapToObj(column -> result(contestants, scores, draws, column, single)).toList();
    }

    private Result result(List<Contestant> contestants, double[] scores, Draws draws, int column, int single) {
        Contestant contestant = contestants.get(column);
        double[] each = contestant.routes().stream().mapToDouble(this::score).sorted().toArray();
        return new Result(contestant, scores[column], draws.mean(column),
                each.length == 0 ? scores[column] : each[0],
                each.length == 0 ? scores[column] : each[each.length - 1],
                peer(contestants, scores, column).map(other -> gap(contestants, scores, draws, column, other)),
                column == single ? Optional.empty() : Optional.of(gap(contestants, scores, draws, column, single)));
    }

    /** The true score that a contestant gets on a sample; in the mean over its draws. */
    private double value(Contestant contestant, int sample) {
        if (contestant.other().isPresent()) {
            return contestant.other().get().choices().get(sample).score();
        }
        if (contestant.routes().isEmpty()) {
            return IntStream.range(0, truth.scores().columns())
                    .filter(generator -> eligible.test(sample, generator))
                    .mapToDouble(generator -> truth.scores().get(sample, generator)).average().orElseThrow();
        }
        return contestant.routes().stream().mapToDouble(routes -> truth.scores().get(sample, routes[sample])).average()
                .orElseThrow();
    }

    /**
     * What a contestant spends on the samples that count.
     *
     * @return money for 1000 inputs; the mean over its draws; NaN where it takes a generator whose cost is not known
     */
    public double cost(Contestant contestant, Costs costs) {
        if (contestant.other().isPresent()) {
            return contestant.other().get().choices().values().stream()
                    .mapToDouble(choice -> IntStream.range(0, choice.shares().length)
                            .filter(generator -> choice.shares()[generator] > 0)
                            .mapToDouble(generator -> choice.shares()[generator] * costs.perThousand(generator)).sum())
                    .average().orElse(Double.NaN);
        }
        return Arrays.stream(samples).mapToDouble(sample -> contestant.routes().isEmpty()
                ? IntStream.range(0, truth.scores().columns())
                        .filter(generator -> eligible.test(sample, generator)).mapToDouble(costs::perThousand)
                        .average().orElseThrow()
                : contestant.routes().stream().mapToDouble(routes -> costs.perThousand(routes[sample])).average()
                        .orElseThrow())
                .average().orElse(Double.NaN);
    }

    private double score(int[] routes) {
        return Arrays.stream(samples).mapToDouble(sample -> truth.scores().get(sample, routes[sample])).average()
                .orElseThrow();
    }

    /**
     * The best peer of a contestant. A contestant that took the very same routes, as the automatic choice and the
     * method that it chose, is no peer.
     */
    private static Optional<Integer> peer(List<Contestant> contestants, double[] scores, int column) {
        List<int[]> own = contestants.get(column).routes();
        return IntStream.range(0, scores.length).boxed()
                .filter(other -> other != column && contestants.get(other).kind() == Kind.UNSUPERVISED)
                .filter(other -> own.isEmpty()
                        || !Arrays.deepEquals(own.toArray(), contestants.get(other).routes().toArray()))
                .max((a, b) -> Double.compare(scores[a], scores[b]));
    }

    private static Gap gap(List<Contestant> contestants, double[] scores, Draws draws, int column, int other) {
        return new Gap(contestants.get(other).name(), scores[column] - scores[other], draws.difference(column, other));
    }
}
