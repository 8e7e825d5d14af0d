package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.LearningCurve;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Learning from labels on sets whose outputs mislead without them. */
class LabelledRoutingTest {
    private static final int N = 120;
    private static final int M = 5;
    private static final int D = 8;
    private static final Method CONSENSUS = new Method.Consensus(OptionalInt.empty());

    private final Arena arena = Arena.ofShared();
    private final Matrix truth = Matrix.allocate(arena, N, M);
    private final Smoothie smoothie = new Smoothie(TestBackends.scalar(), new Workers(2), Integer::toString);

    @AfterEach
    void close() {
        arena.close();
    }

    /**
     * Generators 1 to 4 agree and are wrong; generator 0, which goes its own way, is right. Where {@code silent} it says
     * nothing in every tenth sample.
     */
    private Samples upsideDown(boolean silent) {
        var random = new Random(3);
        float[][] outputs = new float[N * M][D];
        for (int s = 0; s < N; s++) {
            for (int i = 0; i < M; i++) {
                for (int x = 0; x < D; x++) {
                    outputs[s * M + i][x] = (float) ((i == 0 ? 1 : 0.2) * random.nextGaussian());
                }
                truth.set(s, i, (i == 0 ? 0.9 : 0.2) + 0.05 * random.nextGaussian());
            }
        }
        return Samples.of(new Generations(Embeddings.copyOf(arena, outputs), N, 1, M,
                (s, _, i) -> !(silent && i == 0 && s % 10 == 0), (s, _, i) -> silent && i == 0 && s % 10 == 0));
    }

    private Labels labels(int... samples) {
        Matrix scores = Matrix.allocate(arena, N, M);
        double[] unknown = new double[M];
        Arrays.fill(unknown, Double.NaN);
        for (int s = 0; s < N; s++) {
            scores.write(s, unknown);
        }
        for (int s : samples) {
            scores.write(s, truth.row(s));
        }
        return Labels.of(scores);
    }

    @Test
    void tenLabelsTurnRoundWhatAgreementSays() {
        Samples samples = upsideDown(false);
        LabelledRouting learned = smoothie.route(arena, samples, labels(IntStream.range(1, 11).toArray()), CONSENSUS);
        assertEquals(0, smoothie.route(arena, samples, CONSENSUS).shares()[0]);
        assertEquals(N, learned.routing().shares()[0]);
        assertEquals(List.of(0), learned.routing().global().ranking().subList(0, 1));
        LabelledRouting.Gain gain = learned.gain().orElseThrow();
        assertEquals(10, gain.samples());
        double right = IntStream.range(1, 11).mapToDouble(s -> truth.get(s, 0)).average().orElseThrow();
        assertEquals(right, gain.with(), 1e-12);
    }

    @Test
    void qualityIsThePredictedScoreAndErrorHowFarItIsBelowTheHighest() {
        Samples samples = upsideDown(false);
        LabelledRouting learned = smoothie.route(arena, samples, labels(IntStream.range(0, 30).toArray()), CONSENSUS);
        double top = IntStream.range(0, 30).mapToDouble(s -> Arrays.stream(truth.row(s)).max().orElseThrow()).max()
                .orElseThrow();
        double[] quality = learned.routing().quality(70);
        double[] error = learned.routing().errors(70);
        for (int i = 0; i < M; i++) {
            assertEquals(top, quality[i] + error[i], 1e-12);
        }
        assertEquals(0.9, quality[0], 0.1); // scores were drawn around 0.9 and 0.2
        assertEquals(0.2, quality[3], 0.1);
    }

    @Test
    void aSilentOutputIsNotChosenHoweverGoodItsGenerator() {
        Samples samples = upsideDown(true);
        LabelledRouting learned = smoothie.route(arena, samples, labels(IntStream.range(0, 30).toArray()), CONSENSUS);
        for (int s = 0; s < N; s++) {
            assertEquals(s % 10 != 0, learned.routing().routes()[s] == 0, "sample " + s);
        }
    }

    @Test
    void repeatedRunsAndThreadsGiveTheSameBits() {
        Samples samples = upsideDown(true);
        Labels labels = labels(IntStream.range(0, 20).toArray());
        Routing once = smoothie.route(arena, samples, labels, CONSENSUS).routing();
        Routing again = new Smoothie(TestBackends.scalar(), new Workers(1), Integer::toString)
                .route(arena, samples, labels, CONSENSUS).routing();
        for (int s = 0; s < N; s++) {
            assertArrayEquals(once.errors(s), again.errors(s));
        }
        assertArrayEquals(once.routes(), again.routes());
    }

    @Test
    void theCurveIsJudgedOnSamplesWithoutLabelsAndSaysFromWhereTheyHelp() {
        Samples samples = upsideDown(false);
        Labels labels = Labels.of(truth);
        LearningCurve curve = LabelTrial.of(smoothie, arena, samples, labels, IntStream.range(0, N).toArray(), N - 1,
                4, 1);
        assertEquals(List.of(10, 20, 50, 100, N - 1),
                curve.points().stream().map(LearningCurve.Point::labels).toList());
        assertEquals(10, curve.helpsFrom().orElseThrow());
        assertThrows(CoreException.class, () -> LabelTrial.of(smoothie, arena, samples, labels,
                IntStream.range(0, N).toArray(), N, 4, 1));
    }

    @Test
    void labelsThatTeachNothingHereDoNotHelp() {
        Samples samples = upsideDown(false);
        var random = new Random(9);
        Matrix noise = Matrix.allocate(arena, N, M);
        for (int s = 0; s < N; s++) {
            for (int i = 0; i < M; i++) {
                noise.set(s, i, random.nextGaussian());
            }
        }
        LearningCurve curve = LabelTrial.of(smoothie, arena, samples, Labels.of(noise),
                IntStream.range(0, N).toArray(), 50, 10, 1);
        assertEquals(OptionalInt.empty(), curve.helpsFrom());
    }
}
