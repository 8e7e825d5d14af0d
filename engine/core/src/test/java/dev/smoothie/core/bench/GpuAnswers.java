package dev.smoothie.core.bench;

import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.CudaBackend;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/** Compares answers of the cards with the host's and with double arithmetic, on data drawn afresh. */
final class GpuAnswers {
    private final Function<Optional<Precision>, CudaBackend> cards;
    private final Backend host;
    private final Workers workers;
    private int compared;

    private GpuAnswers(Function<Optional<Precision>, CudaBackend> cards, Backend host, Workers workers) {
        this.cards = cards;
        this.host = host;
        this.workers = workers;
    }

    static void check(Function<Optional<Precision>, CudaBackend> cards, Backend host, Workers workers, int n,
            GpuReport report) {
        long seed = System.nanoTime();
        report.text("seed", Long.toString(seed));
        var answers = new GpuAnswers(cards, host, workers);
        var random = new SplittableRandom(seed);
        Stream.concat(Stream.of(Optional.<Precision>empty()), Arrays.stream(Precision.values()).map(Optional::of))
                .forEach(precision -> {
                    try (CudaBackend backend = cards.apply(precision)) {
                        for (int d : new int[]{384, 768, 1000}) {
                            for (int k : new int[]{1, 20, 100}) {
                                // Ragged at the edges of every tile.
                                answers.search(backend, answers.rows(random, n + random.nextInt(n / 2), d), k);
                            }
                            answers.search(backend, answers.rows(random, 50, d), 1000);
                        }
                    }
                });
        answers.estimates(random, 5 + n / 10);
        report.number("searches and estimates that agree", answers.compared, "");
    }

    static void tiny(Function<Optional<Precision>, CudaBackend> cards, Backend host, Workers workers,
            GpuReport report) {
        var answers = new GpuAnswers(cards, host, workers);
        var random = new SplittableRandom(System.nanoTime());
        for (Precision precision : Precision.values()) {
            try (CudaBackend backend = cards.apply(Optional.of(precision))) {
                answers.search(backend, answers.rows(random, 333, 65), 20);
            }
        }
        answers.estimates(random, 9);
        report.number("searches and estimates that agree", answers.compared, "");
    }

    /** Gaussian, a third of them copies that differ in the last digits, some equal. */
    private Embeddings rows(SplittableRandom random, int n, int d) {
        Embeddings x = Embeddings.allocate(Arena.ofAuto(), n, d);
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < d; column++) {
                float value = row % 3 == 2
                        ? x.get(row - 1, column) * (1 + (row % 9 == 8 ? 0 : 1e-6f) * (float) random.nextGaussian())
                        : (float) random.nextGaussian();
                x.segment().set(JAVA_FLOAT, x.offset(row) + 4L * column, value);
            }
        }
        return x;
    }

    private void search(CudaBackend backend, Embeddings rows, int k) {
        try (Arena arena = Arena.ofShared()) {
            Neighbors expected = ExactSearch.among(arena, rows, k, host, workers);
            for (int time = 0; time < 2; time++) {
                Neighbors found = ExactSearch.among(arena, rows, k, backend, workers);
                long at = expected.segment().mismatch(found.segment());
                Answers.require(at == -1, "%s: n=%d d=%d k=%d: neighbours differ from %s's at row %d: %s, expected %s"
                        .formatted(backend.name(), rows.rows(), rows.dimension(), k, host.name(),
                                at / 4 / found.k(), at < 0 ? "" : Arrays.toString(found.row(at / 4 / found.k())),
                                at < 0 ? "" : Arrays.toString(expected.row(at / 4 / found.k()))));
                requireNearest(rows, found);
            }
            compared++;
        }
    }

    /** Some rows against all distances in double. */
    private static void requireNearest(Embeddings rows, Neighbors found) {
        int n = Math.toIntExact(rows.rows());
        for (int row = 0; row < n; row += Math.ceilDiv(n, 8)) {
            int query = row;
            double[] distances = IntStream.range(0, n)
                    .mapToDouble(other -> other == query ? -1 : Distance.squared(rows, query, rows, other)).toArray();
            int[] nearest = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(other -> distances[other]))
                    .limit(found.k()).mapToInt(Integer::intValue).toArray();
            Answers.require(Arrays.equals(nearest, found.row(row)), "the neighbours of row %d are %s, found %s"
                    .formatted(row, Arrays.toString(nearest), Arrays.toString(found.row(row))));
        }
    }

    /** For few and many generators, some outputs missing, and means over neighbourhoods. */
    private void estimates(SplittableRandom random, int n) {
        try (CudaBackend backend = cards.apply(Optional.empty()); Arena arena = Arena.ofShared()) {
            for (int m : new int[]{3, 10, 16, 17, 100}) {
                Embeddings outputs = rows(random, n * 2 * m, 100 + random.nextInt(300));
                var generations = new Generations(outputs, n, 2, m,
                        (sample, repeat, generator) -> (sample + 3 * repeat + 5 * generator) % 7 != 0);
                Matrix expected = RowEstimates.of(arena, generations, Backends.choose("scalar").backend(), workers).y();
                Matrix found = RowEstimates.of(arena, generations, backend, workers).y();
                for (int sample = 0; sample < n; sample++) {
                    close(expected.row(sample), found.row(sample));
                }
                Neighbors neighbors = ExactSearch.among(arena, rows(random, n, 20), Math.min(20, n), host, workers);
                Matrix means = LocalEstimate.of(arena, expected, neighbors, neighbors.k() - 1, backend, workers)
                        .errors();
                Answers.require(LocalEstimate.of(arena, expected, neighbors, neighbors.k() - 1, host, workers).errors()
                        .segment()
                        .mismatch(means.segment()) == -1, "means over neighbourhoods differ");
                compared++;
            }
        }
    }

    private static void close(double[] expected, double[] found) {
        double size = Arrays.stream(expected).filter(x -> !Double.isNaN(x)).map(Math::abs).max().orElse(0);
        for (int i = 0; i < expected.length; i++) {
            boolean equal = Double.isNaN(expected[i])
                    ? Double.isNaN(found[i])
                    : Math.abs(expected[i] - found[i]) <= 1e-12 * size;
            Answers.require(equal, "row estimate %s, expected %s".formatted(found[i], expected[i]));
        }
    }
}
