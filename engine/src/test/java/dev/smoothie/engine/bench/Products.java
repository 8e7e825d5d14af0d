package dev.smoothie.engine.bench;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Screen;
import dev.smoothie.engine.compute.Tile;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.DoubleAdder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** How fast inner products are, with nothing of the search around them, and how fast they could be. */
final class Products {
    private static final VectorSpecies<Float> FLOAT = FloatVector.SPECIES_PREFERRED;
    /** As large as the blocks of the search. */
    private static final int ROWS = 256;
    private static final int ROUNDS = 7;
    private static final int STEPS = 4_000_000;

    private Products() {}

    /** GFLOP/s of {@link Screen#keys}, each thread with blocks of its own. */
    static double rate(Backend backend, int d, Workers workers) {
        int repeats = backend.name().equals("scalar") ? 1 : 100;
        double seconds = Rounds.medians(ROUNDS, () -> workers.forBlocks(workers.threads(), 1, (_, _) -> {
            try (Arena arena = Arena.ofConfined()) {
                Embeddings a = Data.uniform(arena, ROWS, d, new Workers(1));
                Embeddings b = Data.uniform(arena, ROWS, d, new Workers(1));
                Tile keys = Tile.allocate(arena, ROWS);
                Screen screen = backend.screen(ROWS, d);
                for (int repeat = 0; repeat < repeats; repeat++) {
                    screen.keys(a, new float[ROWS], b, new float[ROWS], keys);
                }
            }
        }))[0];
        return 2e-9 * ROWS * ROWS * d * repeats * workers.threads() / seconds;
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
