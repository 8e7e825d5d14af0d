package dev.smoothie.engine.compute;

import dev.smoothie.engine.data.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

import static java.nio.ByteOrder.nativeOrder;

/**
 * Squared distances of rows to their weighted mean. Everything is taken relative to the first row, so that a large common offset
 * costs no digits: {@code r_i = ‖(λ_i − λ_0) − c‖²} with {@code c = Σ_j w_j (λ_j − λ_0)}. The first pass over the rows comes
 * from memory in order and leaves them in the cache for the second.
 */
final class SpreadKernel {
    /** Lanes are added in this fixed order, in double: a reduction of the Vector API may change its order between calls. */
    private static final int LANES = Lanes.COUNT;
    private static final int STEP = 4 * LANES;

    private SpreadKernel() {}

    /** See {@link Backend#spread}; {@code centre} is scratch of at least d floats, {@code lanes} of {@link Lanes#COUNT}. */
    static void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread,
            float[] centre, float[] lanes) {
        MemorySegment segment = vectors.segment();
        int d = vectors.dimension();
        long origin = vectors.offset(rows[0]);
        Arrays.fill(centre, 0, d, 0);
        for (int i = 1; i < count; i++) {
            addDifference(segment, vectors.offset(rows[i]), origin, (float) weights[i], centre, d);
        }
        for (int i = 0; i < count; i++) {
            spread[i] = squaredDistance(segment, vectors.offset(rows[i]), origin, centre, d, lanes);
        }
    }

    private static void addDifference(MemorySegment segment, long row, long origin, float weight, float[] centre,
            int d) {
        FloatVector weights = FloatVector.broadcast(Lanes.FLOAT, weight);
        int column = 0;
        for (; column <= d - LANES; column += LANES) {
            long at = (long) column * Float.BYTES;
            FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, centre, column);
            load(segment, row + at).sub(load(segment, origin + at)).fma(weights, sum).intoArray(centre, column);
        }
        for (; column < d; column++) {
            centre[column] += weight * (get(segment, row, column) - get(segment, origin, column));
        }
    }

    private static double squaredDistance(MemorySegment segment, long row, long origin, float[] centre, int d,
            float[] lanes) {
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int column = 0;
        for (; column <= d - STEP; column += STEP) {
            FloatVector x0 = offCentre(segment, row, origin, centre, column);
            FloatVector x1 = offCentre(segment, row, origin, centre, column + LANES);
            FloatVector x2 = offCentre(segment, row, origin, centre, column + 2 * LANES);
            FloatVector x3 = offCentre(segment, row, origin, centre, column + 3 * LANES);
            sum0 = x0.fma(x0, sum0);
            sum1 = x1.fma(x1, sum1);
            sum2 = x2.fma(x2, sum2);
            sum3 = x3.fma(x3, sum3);
        }
        for (; column <= d - LANES; column += LANES) {
            FloatVector x = offCentre(segment, row, origin, centre, column);
            sum0 = x.fma(x, sum0);
        }
        double total = sum(sum0.add(sum1).add(sum2.add(sum3)), lanes);
        for (; column < d; column++) {
            double x = get(segment, row, column) - get(segment, origin, column) - centre[column];
            total += x * x;
        }
        return total;
    }

    private static FloatVector offCentre(MemorySegment segment, long row, long origin, float[] centre, int column) {
        long at = (long) column * Float.BYTES;
        return load(segment, row + at).sub(load(segment, origin + at))
                .sub(FloatVector.fromArray(Lanes.FLOAT, centre, column));
    }

    private static double sum(FloatVector vector, float[] lanes) {
        vector.intoArray(lanes, 0);
        double even = 0;
        double odd = 0;
        for (int lane = 0; lane < LANES; lane += 2) {
            even += lanes[lane];
            odd += lanes[lane + 1];
        }
        return even + odd;
    }

    private static FloatVector load(MemorySegment segment, long offset) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, segment, offset, nativeOrder());
    }

    private static float get(MemorySegment segment, long row, int column) {
        return segment.get(ValueLayout.JAVA_FLOAT, row + (long) column * Float.BYTES);
    }
}
