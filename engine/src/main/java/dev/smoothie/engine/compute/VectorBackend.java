package dev.smoothie.engine.compute;

import dev.smoothie.engine.data.Embeddings;

/** SIMD kernels on the Vector API, in float32; sums of products leave the lanes in double. */
public final class VectorBackend implements Backend {

    /** What one thread needs beside the rows: reused from call to call, so that a call allocates nothing. */
    private static final class Scratch {
        private float[] centre = {};
        private final float[] lanes = new float[Lanes.COUNT];

        private float[] centre(int d) {
            if (centre.length < d) {
                centre = new float[d];
            }
            return centre;
        }
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

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

    /** {@inheritDoc} Where float32 overflows, or underflows so far that digits are lost, the scalar backend takes over. */
    @Override
    public void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        Scratch scratch = SCRATCH.get();
        SpreadKernel.spread(vectors, rows, count, weights, spread, scratch.centre(vectors.dimension()), scratch.lanes);
        double total = 0;
        for (int i = 0; i < count; i++) {
            total += spread[i];
        }
        // Squares below 2^-149 vanish, so a sum this small may have lost some; all-equal rows (0) are rare enough to pay.
        if (!(total > 1e-25 && total < Double.POSITIVE_INFINITY)) {
            scalar.spread(vectors, rows, count, weights, spread);
        }
    }

    @Override
    public Screen screen(int maxRows, int d) {
        return new VectorScreen(maxRows, d);
    }
}
