package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** The backend of SIMD kernels on Java's Vector API, in float32; sums of products leave the lanes in double. */
public final class VectorBackend implements Backend {

    /** The plain form serves so many elements first. */
    private static final VectorForm VECTOR = new VectorForm("spread", 1L << 29, () -> true, SpreadTrial::new);
    private static final ThreadLocal<SpreadKernel.Scratch> SCRATCH = ThreadLocal
            .withInitial(SpreadKernel.Scratch::new);
    private static final ThreadLocal<PlainSpread> PLAIN = ThreadLocal
            .withInitial(() -> new PlainSpread(VectorWidth.lanes()));

    private final ScalarBackend scalar = new ScalarBackend();

    VectorBackend() {}

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public String description() {
        return "Vector API, %d bits, %d float lanes".formatted(VectorWidth.lanes() * Float.SIZE, VectorWidth.lanes());
    }

    /**
     * {@inheritDoc} Where float32 overflows, or underflows so far that digits are lost, the scalar backend computes it
     * again.
     */
    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        if (EqualOutputs.allEqual(vectors, rows, count)) {
            Arrays.fill(spread, 0, count, 0);
            return;
        }
        if (VECTOR.serves((long) count * vectors.dimension())) {
            SpreadKernel.spread(vectors, rows, count, weights, spread, SCRATCH.get());
        } else {
            PLAIN.get().spread(vectors, rows, count, weights, spread);
        }
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += spread[i];
        }
        // Squares below 2^-149 vanish, so a sum this small may have lost some.
        if (!(total > 1e-25 && total < Double.POSITIVE_INFINITY)) {
            scalar.spread(vectors, rows, count, weights, spread);
        }
    }

    @Override
    public TileScreen screen(int maxRows, int d) {
        VectorModule.load();
        return new VectorTileScreen(maxRows, d);
    }

    private static final class SpreadTrial implements VectorForm.Trial {
        private static final int COUNT = 8;
        private static final int SAMPLES = 8;
        private static final int D = 384;
        private final Embeddings vectors = Embeddings.allocate(Arena.ofAuto(), COUNT, D);
        private final long[] rows = new long[COUNT];
        private final double[] weights = new double[COUNT];
        private final double[] spread = new double[COUNT];
        private final SpreadKernel.Scratch scratch = new SpreadKernel.Scratch();
        private final PlainSpread plain = new PlainSpread(VectorWidth.lanes());

        SpreadTrial() {
            Arrays.setAll(rows, i -> i);
            Arrays.fill(weights, 1.0 / COUNT);
        }

        @Override
        public double plain() {
            for (int sample = 0; sample < SAMPLES; sample++) {
                plain.spread(vectors, rows, COUNT, weights, spread);
            }
            return spread[0];
        }

        @Override
        public double vector() {
            for (int sample = 0; sample < SAMPLES; sample++) {
                SpreadKernel.spread(vectors, rows, COUNT, weights, spread, scratch);
            }
            return spread[0];
        }
    }
}
