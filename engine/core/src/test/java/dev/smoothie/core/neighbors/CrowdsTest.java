package dev.smoothie.core.neighbors;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests searches among rows of which many differ in their last digits only. */
class CrowdsTest {
    private static final int D = 20;
    private static final int ROWS = 900;

    /** Rows, of which every one but each third is near another one; nearness 1e-7 is a last bit. */
    private static Embeddings rows(Arena arena, double... nearness) {
        var random = new Random(4);
        float[][] x = new float[ROWS][D];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < D; column++) {
                double number = row % 3 == 0 ? random.nextGaussian() : column - 9.3;
                for (int level = 0; row % 3 != 0 && level < nearness.length; level++) {
                    // Some rows of each level are spread no more: crowds within crowds.
                    boolean member = row % (1 << (level + 2)) != 0;
                    number += member ? nearness[level] * random.nextGaussian() : 0;
                }
                x[row][column] = (float) number;
            }
        }
        return Embeddings.copyOf(arena, x);
    }

    private static int[] nearest(Embeddings rows, int query, int k) {
        double[] distance = IntStream.range(0, ROWS)
                .mapToDouble(row -> row == query ? -1 : Distance.squared(rows, query, rows, row)).toArray();
        return IntStream.range(0, ROWS).boxed().sorted((a, b) -> Double.compare(distance[a], distance[b])).limit(k)
                .mapToInt(Integer::intValue).toArray();
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void neighborsAreThoseOfAllPairs(Backend backend) {
        for (double[] nearness : new double[][]{{1e-6}, {1e-3}, {1e-3, 1e-6}, {1e-2, 1e-4, 1e-6}}) {
            try (Arena arena = Arena.ofShared()) {
                Embeddings rows = rows(arena, nearness);
                for (int k : new int[]{2, 20, 300}) {
                    Neighbors found = ExactSearch.among(arena, rows, k, backend, new Workers(2));
                    for (int query = 0; query < ROWS; query += 7) {
                        assertArrayEquals(nearest(rows, query, k), found.row(query),
                                "k=%d, query %d, %s".formatted(k, query, Arrays.toString(nearness)));
                    }
                }
            }
        }
    }

    /** A crowd is found around an open query in it, with those inside that it is known of; none around another. */
    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void aCrowdHasTheRowsThatAreNear(Backend backend) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings rows = rows(arena, 1e-6);
            var workers = new Workers(2);
            CentredRows centred = CentredRows.of(arena, DistinctRows.of(rows, workers),
                    CentredRows.Centre.of(rows, workers), 1e-6, workers);
            double[] bounds = new double[centred.size()];
            int[] near = IntStream.range(0, centred.size()).filter(group -> centred.distinct().row(group) % 3 != 0)
                    .toArray();
            Arrays.fill(bounds, 1e-9);
            var crowds = new Crowds(centred, backend, workers, 128);
            Crowds.Crowd crowd = crowds.next(bounds).orElseThrow();
            assertArrayEquals(near, crowd.members());
            assertEquals(near[0], crowd.centre());
            assertArrayEquals(IntStream.range(0, near.length).toArray(), crowd.inside());
            for (int member : near) {
                bounds[member] = Double.NaN;
            }
            assertTrue(crowds.next(bounds).isEmpty());

            Arrays.fill(bounds, 1e-9);
            bounds[near[5]] = Double.NaN; // certified
            bounds[near[6]] = 1; // may have neighbours elsewhere
            int[] inside = new Crowds(centred, backend, workers, 128).next(bounds).orElseThrow().inside();
            assertEquals(near.length - 2, inside.length);
            assertTrue(IntStream.of(inside).noneMatch(i -> i == 5 || i == 6));
        }
    }
}
