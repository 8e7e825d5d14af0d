package dev.smoothie.core.neighbors;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

@Tag("kernel")
class ExactSearchTest {
    private static final String TIES = "exact ties: ";

    private static double distance(float[] a, float[] b) {
        double distance = 0;
        for (int column = 0; column < a.length; column++) {
            double difference = (double) a[column] - b[column];
            distance += difference * difference;
        }
        return distance;
    }

    /**
     * Queries, a base, and all base rows of each query by the definition: sorted by distance in double, then index, the
     * query itself first where it is one of them. Sorted once, because that takes longer than all the searches.
     */
    private static final class Case {
        private final String name;
        private final float[][] queries;
        private final float[][] base;
        private final double[][] distance;
        private final int[][] order;

        Case(String name, float[][] queries, float[][] base, boolean itself) {
            this.name = name;
            this.queries = queries;
            this.base = base;
            this.distance = new double[queries.length][base.length];
            this.order = new int[queries.length][];
            for (int query = 0; query < queries.length; query++) {
                double[] row = distance[query];
                for (int other = 0; other < base.length; other++) {
                    row[other] = itself && other == query ? -1 : distance(queries[query], base[other]);
                }
                order[query] = IntStream.range(0, base.length).boxed()
                        .sorted(Comparator.comparingDouble(other -> row[other])).mapToInt(Integer::intValue).toArray();
            }
        }

        /**
         * Another neighbour at some rank is right only if its distance differs by no more than the order of summation
         * may change it; never where distances are equal exactly, whatever the order.
         */
        void assertNearest(Neighbors neighbors) {
            for (int query = 0; query < queries.length; query++) {
                int[] found = neighbors.row(query);
                assertEquals(found.length, IntStream.of(found).distinct().count(), name);
                for (int rank = 0; rank < found.length; rank++) {
                    int expected = order[query][rank];
                    double right = distance[query][expected];
                    double got = distance[query][found[rank]];
                    double rounding = name.startsWith(TIES) ? -1 : 1e-15 * queries[query].length * right;
                    if (found[rank] != expected && !(Math.abs(got - right) <= rounding)) {
                        fail("%s, k=%d, query %d, rank %d: expected %d at %s, found %d at %s".formatted(name,
                                found.length,
                                query, rank, expected, right, found[rank], got));
                    }
                }
            }
        }
    }

    private static final List<Case> AMONG_ITSELF = adversarial().entrySet().stream()
            .map(set -> new Case(set.getKey(), set.getValue(), set.getValue(), true)).toList();

    private static final List<Case> OTHER_QUERIES = adversarial().entrySet().stream()
            .map(set -> new Case(set.getKey(), queries(set.getValue()), set.getValue(), false)).toList();

    /** Every other query is a row of the base. */
    private static float[][] queries(float[][] base) {
        float[][] queries = gaussian(300, base[0].length, new Random(5));
        for (int row = 0; row < 300; row += 2) {
            queries[row] = base[row % base.length];
        }
        return queries;
    }

    private static Map<String, float[][]> adversarial() {
        var random = new Random(17);
        var sets = new LinkedHashMap<String, float[][]>();
        sets.put("gaussian", gaussian(700, 48, random));
        sets.put("one row", gaussian(1, 5, random));
        sets.put("block edges", gaussian(257, 9, random));
        float[][] nearDuplicates = gaussian(600, 32, random);
        for (int row = 1; row < 600; row++) {
            if (row % 3 != 0) {
                for (int column = 0; column < 32; column++) {
                    nearDuplicates[row][column] = nearDuplicates[row - 1][column]
                            * (1 + 1e-6f * (float) random.nextGaussian());
                }
            }
        }
        sets.put("near-duplicates", nearDuplicates);
        float[][] offset = gaussian(500, 24, random);
        for (float[] row : offset) {
            for (int column = 0; column < 24; column++) {
                row[column] = 10_000 + row[column] * 0.01f;
            }
        }
        sets.put("huge common offset", offset);
        float[][] mixed = gaussian(600, 20, random);
        for (int row = 0; row < 600; row++) {
            float scale = (float) Math.pow(10, row % 13 - 6);
            for (int column = 0; column < 20; column++) {
                mixed[row][column] *= scale;
            }
        }
        sets.put("mixed norms", mixed);
        float[][] duplicates = gaussian(600, 16, random);
        for (int row = 40; row < 600; row++) {
            duplicates[row] = duplicates[row % 40].clone();
        }
        sets.put(TIES + "duplicates", duplicates);
        sets.put(TIES + "zero vectors", new float[300][7]);
        float[][] tiny = gaussian(400, 11, random);
        for (float[] row : tiny) {
            for (int column = 0; column < 11; column++) {
                row[column] *= 1e-41f;
            }
        }
        sets.put("denormals", tiny);
        float[][] huge = gaussian(300, 11, random);
        for (float[] row : huge) {
            for (int column = 0; column < 11; column++) {
                row[column] = Math.clamp(row[column] * 2e38f, -Float.MAX_VALUE, Float.MAX_VALUE);
            }
        }
        sets.put("near the largest float", huge);
        float[][] grid = new float[512][3];
        for (int row = 0; row < 512; row++) {
            grid[row] = new float[]{row & 7, row >> 3 & 7, row >> 6};
        }
        sets.put(TIES + "grid", grid);
        return sets;
    }

    private static float[][] gaussian(int rows, int d, Random random) {
        float[][] x = new float[rows][d];
        for (float[] row : x) {
            for (int column = 0; column < d; column++) {
                row[column] = (float) random.nextGaussian();
            }
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#withDouble")
    void equalsBruteForceAmongItself(Backend backend) {
        for (Case set : AMONG_ITSELF) {
            try (Arena arena = Arena.ofShared()) {
                Embeddings rows = Embeddings.copyOf(arena, set.base);
                for (int k : new int[]{1, 2, 20, 100, 10_000}) {
                    Neighbors found = ExactSearch.among(arena, rows, k, backend, new Workers(2));
                    assertEquals(Math.min(k, set.base.length), found.k());
                    set.assertNearest(found);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#withDouble")
    void equalsBruteForceForOtherQueries(Backend backend) {
        for (Case set : OTHER_QUERIES) {
            try (Arena arena = Arena.ofShared()) {
                Embeddings queries = Embeddings.copyOf(arena, set.queries);
                Embeddings base = Embeddings.copyOf(arena, set.base);
                for (int k : new int[]{1, 20, 10_000}) {
                    set.assertNearest(ExactSearch.of(arena, queries, base, k, backend, new Workers(2)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#withDouble")
    void doesNotDependOnThreads(Backend backend) {
        float[][] x = adversarial().get("near-duplicates");
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = Embeddings.copyOf(arena, x);
            byte[] one = ExactSearch.among(arena, rows, 20, backend, new Workers(1)).segment()
                    .toArray(JAVA_BYTE);
            for (int threads : new int[]{2, 3, 8}) {
                assertArrayEquals(one, ExactSearch.among(arena, rows, 20, backend, new Workers(threads)).segment()
                        .toArray(JAVA_BYTE));
            }
        }
    }

    @Test
    void allBackendsAgreeToTheLastIndex() {
        for (Case set : OTHER_QUERIES) {
            try (Arena arena = Arena.ofShared()) {
                Embeddings queries = Embeddings.copyOf(arena, set.queries);
                Embeddings base = Embeddings.copyOf(arena, set.base);
                byte[] among = ExactSearch.among(arena, base, 20, TestBackends.scalar(), new Workers(2)).segment()
                        .toArray(JAVA_BYTE);
                byte[] of = ExactSearch.of(arena, queries, base, 20, TestBackends.scalar(), new Workers(2)).segment()
                        .toArray(JAVA_BYTE);
                TestBackends.all().forEach(backend -> {
                    assertArrayEquals(among, ExactSearch.among(arena, base, 20, backend, new Workers(2)).segment()
                            .toArray(JAVA_BYTE), set.name);
                    assertArrayEquals(of, ExactSearch.of(arena, queries, base, 20, backend, new Workers(2)).segment()
                            .toArray(JAVA_BYTE), set.name);
                });
            }
        }
    }

    @Test
    void namesTheRowThatIsNotFinite() {
        float[][] x = gaussian(300, 10, new Random(1));
        x[271][3] = Float.NaN;
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = Embeddings.copyOf(arena, x);
            var e = assertThrows(NonFiniteEmbeddingException.class,
                    () -> ExactSearch.among(arena, rows, 5, TestBackends.scalar(), new Workers(1)));
            assertEquals(271, e.row());
        }
    }
}
