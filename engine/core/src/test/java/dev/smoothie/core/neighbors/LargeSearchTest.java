package dev.smoothie.core.neighbors;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

/** Searches sets so large that blocks of queries share blocks of the base, and that no centred copy is kept. */
class LargeSearchTest {
    private static final int CHECKED = 60;

    static Stream<Backend> fast() {
        return TestBackends.all().filter(backend -> !backend.name().equals("scalar"));
    }

    /** Topics, so that neighbours are in other blocks too. */
    private static Embeddings topics(Arena arena, int rows, int d) {
        var random = new SplittableRandom(7);
        float[][] topics = new float[50][d];
        for (float[] topic : topics) {
            for (int column = 0; column < d; column++) {
                topic[column] = (float) random.nextGaussian();
            }
        }
        Embeddings x = Embeddings.allocate(arena, rows, d);
        float[] vector = new float[d];
        for (int row = 0; row < rows; row++) {
            float[] topic = topics[random.nextInt(topics.length)];
            for (int column = 0; column < d; column++) {
                vector[column] = topic[column] + 0.3f * (float) random.nextGaussian();
            }
            x.set(row, vector);
        }
        return x;
    }

    private static int[] nearest(Embeddings queries, int query, Embeddings base, int k, boolean itself) {
        double[] distance = new double[(int) base.rows()];
        for (int other = 0; other < distance.length; other++) {
            for (int column = 0; column < base.dimension(); column++) {
                double difference = (double) queries.get(query, column) - base.get(other, column);
                distance[other] += difference * difference;
            }
        }
        if (itself) {
            distance[query] = -1;
        }
        return IntStream.range(0, distance.length).boxed()
                .sorted((a, b) -> Double.compare(distance[a], distance[b])).limit(k).mapToInt(Integer::intValue)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("fast")
    void equalsBruteForceAmongItself(Backend backend) {
        for (int[] shape : new int[][]{{8300, 24}, {8300, 1030}}) {
            try (Arena arena = Arena.ofShared()) {
                Embeddings rows = topics(arena, shape[0], shape[1]);
                Neighbors found = ExactSearch.among(arena, rows, 20, backend, new Workers(1));
                for (int i = 0; i < CHECKED; i++) {
                    int row = (int) (i * (rows.rows() - 1) / (CHECKED - 1));
                    assertArrayEquals(nearest(rows, row, rows, 20, true), found.row(row));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fast")
    void equalsBruteForceForOtherQueries(Backend backend) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = topics(arena, 9100, 1030);
            Embeddings queries = rows.slice(0, 8300);
            Embeddings base = rows.slice(100, 9100);
            Neighbors found = ExactSearch.of(arena, queries, base, 20, backend, new Workers(1));
            for (int i = 0; i < CHECKED; i++) {
                int row = (int) (i * (queries.rows() - 1) / (CHECKED - 1));
                assertArrayEquals(nearest(queries, row, base, 20, false), found.row(row));
            }
        }
    }
}
