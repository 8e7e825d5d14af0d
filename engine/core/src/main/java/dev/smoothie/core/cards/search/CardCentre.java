package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Scale and centre of one search, computed on the card as {@code CentredRows} does on the host: rows are scaled by a
 * power of two so that nothing over- or underflows, and centred on the mean of the base, which makes norms and so
 * rounding errors small. It comes after the upload of {@link CardRows}; {@link OperandPacking} applies it.
 *
 * @param scale
 *            a power of two
 * @param mean
 *            {@code [d]} on the card
 */
record CardCentre(float scale, DeviceBuffer mean) {
    private static final int THREADS = 128;
    private static final int MOST_CHUNKS = 1024;
    private static final double MOST_PRODUCT = 0x1p15;

    /** The largest magnitude in some rows; infinite or NaN where a value is. */
    static float largest(Card card, List<CardRows> sets) {
        try (CardMemory memory = new CardMemory(card.device()); Arena arena = Arena.ofConfined()) {
            DeviceBuffer bits = memory.allocate(1, Integer.BYTES, "largest magnitude");
            CudaStream stream = card.work();
            stream.fill(bits.all(), (byte) 0);
            for (CardRows rows : sets) {
                long count = (long) rows.rows() * rows.d();
                int blocks = (int) Math.min(Math.ceilDiv(count, 1024), 16L * card.device().info().multiprocessors());
                card.kernels().launch("largest_magnitude", stream, LaunchShape.of(blocks, 256), rows.values(), count,
                        bits);
            }
            MemorySegment result = arena.allocate(ValueLayout.JAVA_FLOAT);
            stream.download(bits.all(), result);
            return result.get(ValueLayout.JAVA_FLOAT, 0);
        }
    }

    /** The centre of {@code base}, whose mean stays in {@code memory}. */
    static CardCentre of(Card card, CardMemory memory, CardRows base, float largest) {
        int d = base.d();
        float scale = scale(d, largest);
        DeviceBuffer mean = memory.allocate(d, Float.BYTES, "mean of the base");
        int chunks = Math.clamp(Math.ceilDiv(base.rows(), 64), 1, MOST_CHUNKS);
        long rowsOfChunk = Math.ceilDiv(base.rows(), chunks);
        int columnBlocks = Math.ceilDiv(d, THREADS);
        try (CardMemory scratch = new CardMemory(card.device())) {
            DeviceBuffer partial = scratch.allocate((long) chunks * d, Double.BYTES, "sums of columns");
            card.kernels().launch("column_sums", card.work(), new LaunchShape(columnBlocks, chunks, THREADS, 1, 0),
                    base.values(), (long) base.rows(), d, rowsOfChunk, partial);
            card.kernels().launch("column_means", card.work(), LaunchShape.of(columnBlocks, THREADS), partial, chunks,
                    d,
                    (long) base.rows(), scale, mean);
            card.work().synchronize();
        }
        return new CardCentre(scale, mean);
    }

    /**
     * The largest value comes below 2, so that of centred rows below 4, and their inner products below 16·d. Where that
     * could be more than 2¹⁵ all are made smaller: products then fit a float16, with room for their errors.
     */
    private static float scale(int d, float largest) {
        if (largest == 0) {
            return 1;
        }
        int exponent = -Math.clamp(Math.getExponent(largest), -126, 127);
        for (double most = 16.0 * d; most > MOST_PRODUCT; most /= 4) {
            exponent--;
        }
        return (float) Math.scalb(1.0, exponent);
    }

    /** The factor from squared distances of the data to those of the scaled rows; a power of two, so exact. */
    double squaredScale() {
        return (double) scale * scale;
    }
}
