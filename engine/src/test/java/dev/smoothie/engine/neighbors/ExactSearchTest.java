package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.TestBackends;
import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
import static org.junit.jupiter.api.Assertions.assertTrue;

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
     * Holds the neighbours against the definition: all distances in double, sorted by distance, then index, the sample itself
     * first. Another neighbour at some rank is right only if its distance differs by no more than the order of summation may
     * change it; never where distances are equal exactly, whatever the order.
     */
    private static void assertNearest(float[] query, float[][] base, int itself, int[] found, String message) {
        double[] distance = new double[base.length];
        for (int row = 0; row < base.length; row++) {
            distance[row] = row == itself ? -1 : distance(query, base[row]);
        }
        int[] expected = IntStream.range(0, base.length).boxed()
                .sorted(Comparator.comparingDouble(row -> distance[row])).limit(found.length)
                .mapToInt(Integer::intValue).toArray();
        assertEquals(found.length, IntStream.of(found).distinct().count(), message);
        for (int rank = 0; rank < found.length; rank++) {
            int place = rank;
            double right = distance[expected[rank]];
            double got = distance[found[rank]];
            boolean equal = found[rank] == expected[rank]
                    || (!message.startsWith(TIES) && Math.abs(got - right) <= 1e-15 * query.length * right);
            assertTrue(equal, () -> "%s, rank %d: expected %d at %s, found %d at %s".formatted(message, place,
                    expected[place], right, found[place], got));
        }
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
    @MethodSource("dev.smoothie.engine.TestBackends#all")
    void equalsBruteForceAmongItself(Backend backend) {
        adversarial().forEach((name, x) -> {
            try (Arena arena = Arena.ofShared()) {
                Embeddings rows = Embeddings.copyOf(arena, x);
                for (int k : new int[]{1, 20, 10_000}) {
                    Neighbors found = ExactSearch.among(arena, rows, k, backend, new Workers(2));
                    for (int row = 0; row < x.length; row++) {
                        assertEquals(Math.min(k, x.length), found.k());
                        assertNearest(x[row], x, row, found.row(row), name + ", k=" + k + ", row " + row);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.engine.TestBackends#all")
    void equalsBruteForceForOtherQueries(Backend backend) {
        adversarial().forEach((name, base) -> {
            float[][] queries = gaussian(300, base[0].length, new Random(5));
            for (int row = 0; row < 300; row += 2) {
                queries[row] = base[row % base.length];
            }
            try (Arena arena = Arena.ofShared()) {
                for (int k : new int[]{1, 20}) {
                    Neighbors found = ExactSearch.of(arena, Embeddings.copyOf(arena, queries),
                            Embeddings.copyOf(arena, base), k,
                            backend, new Workers(2));
                    for (int row = 0; row < queries.length; row++) {
                        assertNearest(queries[row], base, -1, found.row(row), name + ", row " + row);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.engine.TestBackends#all")
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
