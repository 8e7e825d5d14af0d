package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.simulation.Scenario;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is computed with little memory or in little time, against the same as it is written on paper. */
class ManyGeneratorsTest {
    private static final int M = 11;
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private static Families families(Random random) {
        var families = new ArrayList<List<Integer>>(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>(), new ArrayList<>()));
        for (int i = 0; i < M; i++) {
            families.get(i < families.size() ? i : random.nextInt(families.size())).add(i);
        }
        return new Families(families);
    }

    /** {@code mean_G D_iG − ½ mean_{G≠H} D_GH}, from the mean distances between families. */
    private static double[] onPaper(Families families, double[] distances) {
        var pairs = new Pairs(M);
        int[] family = families.ofGenerators();
        double[] errors = new double[M];
        for (int i = 0; i < M; i++) {
            int generator = i;
            int[] others = IntStream.range(0, families.families().size()).filter(g -> g != family[generator]).toArray();
            double toFamilies = IntStream.of(others).mapToDouble(g -> families.families().get(g).stream()
                    .mapToDouble(k -> distances[pairs.index(generator, k)]).average().orElseThrow())
                    .average().orElseThrow();
            double between = IntStream.of(others).boxed()
                    .flatMap(g -> IntStream.of(others).filter(h -> h != g).mapToObj(h -> new int[]{g, h}))
                    .mapToDouble(two -> families.families().get(two[0]).stream()
                            .flatMap(j -> families.families().get(two[1]).stream().map(k -> new int[]{j, k}))
                            .mapToDouble(pair -> distances[pairs.index(pair[0], pair[1])]).average().orElseThrow())
                    .average().orElseThrow();
            errors[i] = toFamilies - between / 2;
        }
        return errors;
    }

    @RepeatedTest(5)
    void familiesAreEstimatedWithoutATableOfWeights(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        Families families = families(random);
        double[] truth = random.doubles(M, 0.2, 2).toArray();
        var distances = PairDistances.of(arena, Simulated.generations(arena, Scenario.of(40, 6, truth, 3)),
                Simulated.WORKERS);
        FamilyEstimate found = FamilyEstimate.of(distances, families, Simulated.WORKERS).orElseThrow();
        assertArrayEquals(onPaper(families, distances.mean()), found.error(), 1e-12);
        double[] squares = new double[M];
        double[] row = new double[distances.pairs().count()];
        for (int sample = 0; sample < 40; sample++) {
            distances.values().read(sample, row);
            double[] ofSample = onPaper(families, row);
            for (int i = 0; i < M; i++) {
                squares[i] += Math.pow(ofSample[i] - found.error()[i], 2);
            }
        }
        assertArrayEquals(Arrays.stream(squares).map(sum -> Math.sqrt(sum / (40 * 39))).toArray(),
                found.standardError(), 1e-12);
    }

    /** {@code A x = b} with the normal matrix A written out. */
    private static void assertSolves(Pairs pairs, double[] weights, double[] distances, double[] errors) {
        double[] left = new double[M];
        double[] right = new double[M];
        pairs.forEach((pair, i, j) -> {
            left[i] += weights[pair] * (errors[i] + errors[j]);
            left[j] += weights[pair] * (errors[i] + errors[j]);
            right[i] += weights[pair] * distances[pair];
            right[j] += weights[pair] * distances[pair];
        });
        assertArrayEquals(right, left, 1e-10);
    }

    @RepeatedTest(5)
    void aFitSolvesItsNormalEquations(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var pairs = new Pairs(M);
        double[] weights = random.doubles(pairs.count(), 1e-3, 1).toArray();
        double[] ones = new double[pairs.count()];
        Arrays.fill(ones, 1);
        double[] distances = random.doubles(pairs.count(), 0, 3).toArray();
        assertSolves(pairs, weights, distances, AdditiveFit.errors(pairs, weights, distances));
        assertSolves(pairs, weights, distances, AdditiveFit.of(pairs, weights).errors(distances));
        assertSolves(pairs, ones, distances, AdditiveFit.of(pairs, ones).errors(distances));
    }

    /** Joins the two clusters whose members correlate most, with every mean taken anew. */
    private static List<List<Integer>> joined(double[][] correlation) {
        List<List<Integer>> clusters = IntStream.range(0, correlation.length).mapToObj(List::of).toList();
        while (true) {
            List<List<Integer>> now = clusters;
            record Two(List<Integer> a, List<Integer> b, double mean) {}
            Optional<Two> best = IntStream.range(0, now.size()).boxed()
                    .flatMap(a -> IntStream.range(a + 1, now.size())
                            .mapToObj(b -> new Two(now.get(a), now.get(b), now.get(a).stream().mapToDouble(
                                    i -> now.get(b).stream().mapToDouble(j -> correlation[i][j]).sum()).sum()
                                    / (now.get(a).size() * now.get(b).size()))))
                    .filter(two -> two.mean >= Families.LEAST_CORRELATION)
                    .reduce((one, other) -> other.mean >= one.mean ? other : one);
            if (best.isEmpty()) {
                return clusters;
            }
            clusters = now.stream().filter(cluster -> !cluster.equals(best.get().b))
                    .map(cluster -> cluster.equals(best.get().a)
                            ? Stream.concat(cluster.stream(), best.get().b.stream()).sorted().toList()
                            : cluster)
                    .toList();
        }
    }

    @RepeatedTest(20)
    void familiesAreJoinedAsIfEveryMeanWereTakenAnew(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        double[][] correlation = new double[M][M];
        boolean[][] together = new boolean[M][M];
        new Pairs(M).forEach((_, i, j) -> {
            boolean related = random.nextInt(3) > 0;
            together[i][j] = related;
            together[j][i] = related;
            correlation[i][j] = related ? random.nextDouble() * 0.9 : 0;
            correlation[j][i] = correlation[i][j];
        });
        var dependence = new Dependence(new double[M], correlation, correlation, new double[M][M], together, 100);
        assertEquals(joined(correlation), Families.alone(M).joined(dependence).families());
    }

    @Test
    void pairsAreNumberedWhereTheSquareOfMDoesNotFitAnInt() {
        var pairs = new Pairs(50_000);
        assertEquals(1_249_975_000, pairs.count());
        assertEquals(1_249_974_999, pairs.index(49_998, 49_999));
        CoreException tooMany = assertThrows(CoreException.class, () -> new Pairs(70_000));
        assertTrue(tooMany.getMessage().contains("70,000 generators"), tooMany.getMessage());
    }
}
