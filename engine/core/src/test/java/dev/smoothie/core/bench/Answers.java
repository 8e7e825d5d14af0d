package dev.smoothie.core.bench;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Checks that what is measured is right, before its time is printed. */
final class Answers {
    private static final double TOLERANCE = 1e-5;
    private static final int SAMPLE = 10;

    private Answers() {}

    /** Row estimates of a few samples against those of the scalar backend. */
    static void requireEstimates(Embeddings vectors, int m, Backend backend, Workers workers) {
        Generations generations = Generations.complete(vectors, m);
        try (Arena arena = Arena.ofShared()) {
            Matrix expected = RowEstimates.of(arena, generations, Backends.choose("scalar").backend(), workers).y();
            Matrix actual = RowEstimates.of(arena, generations, backend, workers).y();
            for (long sample = 0; sample < expected.rows(); sample++) {
                double size = Arrays.stream(expected.row(sample)).map(Math::abs).max().orElseThrow();
                for (int generator = 0; generator < m; generator++) {
                    double difference = Math.abs(actual.get(sample, generator) - expected.get(sample, generator));
                    require(difference <= TOLERANCE * size, "%s: estimate [%d, %d] is off by %s of %s"
                            .formatted(backend.name(), sample, generator, difference, size));
                }
            }
        }
    }

    /** The neighbours of some rows against all distances in double. */
    static void requireNearest(Embeddings rows, Neighbors found) {
        int n = Math.toIntExact(rows.rows());
        for (int sample = 0; sample < SAMPLE; sample++) {
            int row = (int) ((long) sample * n / SAMPLE);
            double[] distances = IntStream.range(0, n)
                    .mapToDouble(other -> other == row ? -1 : Distance.squared(rows, row, rows, other)).toArray();
            int[] nearest = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(other -> distances[other]))
                    .limit(found.k()).mapToInt(Integer::intValue).toArray();
            require(Arrays.equals(nearest, found.row(row)), "the neighbours of row %d are %s, found %s"
                    .formatted(row, Arrays.toString(nearest), Arrays.toString(found.row(row))));
        }
    }

    static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalStateException(message);
        }
    }
}
