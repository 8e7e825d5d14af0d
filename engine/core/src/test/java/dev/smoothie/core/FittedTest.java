package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.neighbors.SingleQuery;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.simulation.Scenario;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What is learnt of a set, and used for other samples without it. */
@Tag("kernel")
class FittedTest {
    private static final int M = 5;
    private static final int K = 9;
    private static final Smoothie SMOOTHIE = new Smoothie(TestBackends.scalar(), Simulated.WORKERS,
            Integer::toString);

    private final Arena arena = Arena.ofShared();
    private Samples training;
    private Samples others;

    @BeforeEach
    void draw() {
        training = samples(150, 1);
        others = samples(60, 2);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private Samples samples(int n, long seed) {
        Scenario scenario = Scenario.of(n, 8, new double[]{0.3, 0.5, 0.6, 0.8, 1.1}, seed);
        return Samples.of(Simulated.inputs(arena, scenario), Simulated.generations(arena, scenario));
    }

    private Fitted fit(Optional<Boolean> vote) {
        return SMOOTHIE.fit(arena, training, vote, K);
    }

    private static Samples one(Samples of, int sample) {
        Generations all = of.requireGenerations();
        return Samples.of(new Generations(all.vectors().slice((long) sample * M, (sample + 1L) * M), 1, 1, M,
                (_, repeat, generator) -> all.presence().present(sample, repeat, generator)));
    }

    @Test
    void routesByWhatWasFittedAreThoseOfTheTrainingSet() {
        Fitted fitted = fit(Optional.empty());
        for (Method method : new Method[]{new Method.Global(), new Method.Local(K), new Method.Consensus(
                OptionalInt.of(K)), new Method.Posterior(OptionalInt.empty()), new Method.Shrunk()}) {
            Routing direct = SMOOTHIE.route(arena, training, others, method, Smoothie.present(others));
            Routing known = SMOOTHIE.route(arena, training, fitted, others, method, Smoothie.present(others));
            assertArrayEquals(direct.routes(), known.routes(), method.label());
            for (int sample = 0; sample < others.size(); sample++) {
                assertArrayEquals(direct.errors(sample), known.errors(sample), method.label());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSampleOfTheSetIsJudgedAsTheVoteJudgesIt(boolean equality) {
        Fitted fitted = fit(Optional.of(equality));
        Routing vote = SMOOTHIE.route(arena, training, new Method.Vote(OptionalInt.empty(), equality));
        for (int sample = 0; sample < training.size(); sample++) {
            assertArrayEquals(vote.errors(sample),
                    fitted.judge(arena, one(training, sample).requireGenerations(), Simulated.WORKERS).row(0));
        }
    }

    @Test
    void aSampleOfTheSetIsJudgedAsConsensusJudgesIt() {
        Fitted fitted = fit(Optional.empty());
        Routing consensus = SMOOTHIE.route(arena, training, new Method.Consensus(OptionalInt.empty()));
        for (int sample = 0; sample < training.size(); sample++) {
            assertArrayEquals(consensus.errors(sample),
                    fitted.judge(arena, one(training, sample).requireGenerations(), Simulated.WORKERS).row(0));
        }
    }

    /** The share is 1 − (noise of a mean of k) / (variance of the means), of all samples of the set here. */
    @Test
    void votesOfNeighboursAreDrawnTowardsTheAccuracies() {
        FittedVote votes = fit(Optional.of(false)).vote().orElseThrow();
        Routing routing = SMOOTHIE.route(arena, training, fit(Optional.of(false)), others,
                new Method.Vote(OptionalInt.of(K), false), Smoothie.present(others));
        double[][] among = means(votes, training.requireInputs());
        double[][] queried = means(votes, others.requireInputs());
        for (int i = 0; i < M; i++) {
            int generator = i;
            double noise = variance(column(votes, i)) / K;
            double spread = variance(Arrays.stream(among).mapToDouble(row -> row[generator]).toArray());
            double share = Math.max(0, 1 - noise / spread);
            double mean = votes.estimate().error()[i];
            for (int sample = 0; sample < others.size(); sample++) {
                assertEquals(mean + share * (queried[sample][i] - mean), routing.errors(sample)[i], 1e-9);
            }
        }
    }

    private double[][] means(FittedVote votes, Embeddings queries) {
        double[][] means = new double[(int) queries.rows()][];
        for (int row = 0; row < means.length; row++) {
            means[row] = new double[M];
            for (int near : nearest(queries, row)) {
                for (int i = 0; i < M; i++) {
                    means[row][i] += votes.estimate().y().get(near, i) / K;
                }
            }
        }
        return means;
    }

    /** By sorting all distances. */
    private int[] nearest(Embeddings queries, int row) {
        Embeddings base = training.requireInputs();
        return IntStream.range(0, (int) base.rows()).boxed()
                .sorted(Comparator.comparingDouble(other -> {
                    double sum = 0;
                    for (int c = 0; c < base.dimension(); c++) {
                        sum += Math.pow((double) queries.get(row, c) - base.get(other, c), 2);
                    }
                    return sum;
                })).limit(K).mapToInt(Integer::intValue).toArray();
    }

    private static double[] column(FittedVote votes, int generator) {
        return IntStream.range(0, (int) votes.estimate().y().rows())
                .mapToDouble(row -> votes.estimate().y().get(row, generator)).toArray();
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneSampleAtATimeHasTheErrorsOfAll(boolean vote) {
        Fitted fitted = fit(vote ? Optional.of(false) : Optional.empty());
        for (int k : new int[]{K, 4}) {
            Method method = vote ? new Method.Vote(OptionalInt.of(k), false) : new Method.Local(k);
            Routing routing = SMOOTHIE.route(arena, training, fitted, others, method, Smoothie.present(others));
            Expectation expectation = Expectation.of(SMOOTHIE, training, fitted, method);
            for (int sample = 0; sample < others.size(); sample++) {
                int[] nearest = SingleQuery.of(others.requireInputs().slice(sample, sample + 1L),
                        training.requireInputs(), k);
                assertArrayEquals(routing.errors(sample), expectation.errors(nearest));
            }
        }
    }

    @Test
    void aMeanOverOneNeighbourhoodSkipsWhatIsMissing() {
        var y = Matrix.allocate(arena, 3, 2);
        y.write(0, new double[]{1, Double.NaN});
        y.write(1, new double[]{2, Double.NaN});
        y.write(2, new double[]{6, 5});
        assertArrayEquals(new double[]{4, 5}, LocalEstimate.of(y, new int[]{1, 2}));
        assertArrayEquals(new double[]{1.5, Double.NaN}, LocalEstimate.of(y, new int[]{0, 1}));
    }

    @Test
    void aMethodThatWeighsOutputsExpectsNothing() {
        Fitted fitted = fit(Optional.empty());
        for (Method method : new Method[]{new Method.Shrunk(), new Method.Vote(OptionalInt.of(3), false)}) {
            assertThrows(CoreException.class,
                    () -> Expectation.of(SMOOTHIE, training, fitted, method), method.label());
        }
    }
}
