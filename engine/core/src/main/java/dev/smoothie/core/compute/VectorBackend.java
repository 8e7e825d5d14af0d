package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        if (allEqual(vectors, rows, count) && spreadOfOne(vectors, rows, weights, spread) == 0) {
            // The normal case of answers. Their sum would look like one of squares that vanished.
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

    /** Whether the rows are equal bit by bit. */
    private static boolean allEqual(Embeddings vectors, long[] rows, int count) {
        MemorySegment segment = vectors.segment();
        long first = vectors.offset(rows[0]);
        int bits = segment.get(ValueLayout.JAVA_INT, first);
        for (int i = 1; i < count; i++) {
            long row = vectors.offset(rows[i]);
            // Most rows that differ do so in the first number: the call is saved.
            if (segment.get(ValueLayout.JAVA_INT, row) != bits || MemorySegment.mismatch(segment, first,
                    vectors.offset(rows[0] + 1), segment, row, vectors.offset(rows[i] + 1)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The squared distance of the first row to itself: 0, or NaN where it is not finite. */
    private static double spreadOfOne(Embeddings vectors, long[] rows, double[] weights, double[] spread) {
        SpreadKernel.spread(vectors, rows, 1, weights, spread, SCRATCH.get());
        return spread[0];
    }

    @Override
    public TileScreen screen(int maxRows, int d) {
        return new VectorTileScreen(maxRows, d);
    }
}
