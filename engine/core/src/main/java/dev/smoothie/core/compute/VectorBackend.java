package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.util.Arrays;

/** The backend of SIMD kernels on Java's Vector API, in float32; sums of products leave the lanes in double. */
public final class VectorBackend implements Backend {

    private static final ThreadLocal<SpreadKernel.Scratch> SCRATCH = ThreadLocal
            .withInitial(SpreadKernel.Scratch::new);

    private final ScalarBackend scalar = new ScalarBackend();

    VectorBackend() {}

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public String description() {
        return "Vector API, %d bits, %d float lanes".formatted(Lanes.FLOAT.vectorBitSize(), Lanes.COUNT);
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
        SpreadKernel.spread(vectors, rows, count, weights, spread, SCRATCH.get());
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
        return new VectorTileScreen(maxRows, d);
    }
}
