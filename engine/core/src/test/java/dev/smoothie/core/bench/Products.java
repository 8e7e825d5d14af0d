package dev.smoothie.core.bench;

import dev.smoothie.bindings.OpenBlas;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Tile;
import dev.smoothie.core.compute.TileScreen;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Measures how fast inner products are, with nothing of the search around them, and how fast they could be. */
final class Products {
    private static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_PREFERRED;
    /** As large as the blocks of the search. */
    private static final int ROWS = 512;
    private static final int ROUNDS = 7;
    private static final int STEPS = 4_000_000;

    private Products() {}

    /**
     * GFLOP/s of OpenBLAS's sgemm, called as the wrapper calls it, on one matrix product of 1024 by 1024 for each
     * thread.
     */
    static double sgemm(OpenBlas blas, int d, Workers workers) {
        int rows = 2 * ROWS;
        int repeats = 20;
        double seconds = Rounds.medians(ROUNDS, () -> workers.forBlocks(workers.threads(), 1, (_, _) -> {
            try (Arena arena = Arena.ofConfined()) {
                Embeddings a = Data.uniform(arena, rows, d, new Workers(1));
                Embeddings b = Data.uniform(arena, rows, d, new Workers(1));
                Tile c = Tile.allocate(arena, rows);
                for (int repeat = 0; repeat < repeats; repeat++) {
                    blas.sgemm(rows, rows, d, 1, a.segment(), d, b.segment(), d, 0, c.segment(), c.stride());
                }
            }
        }))[0];
        return 2e-9 * rows * rows * d * repeats * workers.threads() / seconds;
    }

    /**
     * GFLOP/s of the screening of one tile after another: inner products, keys, and the look for keys below the
     * thresholds of rows and columns, of which there are as few as there are when a search is well under way. Each
     * thread has blocks of its own.
     */
    static double screening(Backend backend, int d, Workers workers) {
        int repeats = backend.name().equals("scalar") ? 1 : 40;
        var found = new LongAdder();
        double seconds = Rounds.medians(ROUNDS, () -> workers.forBlocks(workers.threads(), 1, (_, _) -> {
            try (Arena arena = Arena.ofConfined()) {
                Embeddings a = Data.uniform(arena, ROWS, d, new Workers(1));
                Embeddings b = Data.uniform(arena, ROWS, d, new Workers(1));
                found.add(screening(backend.screen(ROWS, d), a, b, Tile.allocate(arena, ROWS), repeats));
            }
        }))[0];
        Answers.require(found.sum() > 0, "a screening that finds nothing");
        return 2e-9 * ROWS * ROWS * d * repeats * workers.threads() / seconds;
    }

    private static long screening(TileScreen screen, Embeddings a, Embeddings b, Tile keys, int repeats) {
        float[] terms = new float[ROWS];
        int[] found = new int[ROWS];
        screen.load(a, terms);
        screen.keys(b, terms, keys);
        float rare = screen.threshold(keys, 0, ROWS, 1, 2);
        float[] thresholds = new float[ROWS];
        Arrays.fill(thresholds, rare);
        long count = 0;
        for (int repeat = 0; repeat < repeats; repeat++) {
            screen.keys(b, terms, keys);
            for (int row = 0; row < ROWS; row++) {
                count += screen.below(keys, row, ROWS, rare, thresholds, found);
            }
        }
        return count;
    }

    /** GFLOP/s of multiply-adds on registers alone, each thread with as many at once as hide their latency. */
    static double peak(Workers workers) {
        var sink = new DoubleAdder();
        double seconds = Rounds.medians(ROUNDS,
                () -> workers.forBlocks(workers.threads(), 1, (from, _) -> sink.add(multiplyAdds((float) from))))[0];
        return 2e-9 * 10 * FLOAT.length() * STEPS * workers.threads() / seconds;
    }

    // @formatter:off
    private static double multiplyAdds(float start) {
        FloatVector x = FloatVector.broadcast(FLOAT, 0.999f);
        FloatVector y = FloatVector.broadcast(FLOAT, 0.001f);
        FloatVector s0 = FloatVector.broadcast(FLOAT, start);
        FloatVector s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
        for (int step = 0; step < STEPS; step++) {
            s0 = s0.fma(x, y); s1 = s1.fma(x, y); s2 = s2.fma(x, y); s3 = s3.fma(x, y); s4 = s4.fma(x, y);
            s5 = s5.fma(x, y); s6 = s6.fma(x, y); s7 = s7.fma(x, y); s8 = s8.fma(x, y); s9 = s9.fma(x, y);
        }
        return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7).add(s8).add(s9)
                .reduceLanes(VectorOperators.ADD);
    }
    // @formatter:on
}
