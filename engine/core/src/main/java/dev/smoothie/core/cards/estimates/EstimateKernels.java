package dev.smoothie.core.cards.estimates;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.cards.device.Range;
import java.util.Optional;

/**
 * Launches the kernels that make row estimates of outputs that are on a card.
 *
 * @param card
 *            where
 * @param job
 *            the sizes, and whether all outputs exist
 * @param firstBad
 *            receives the lowest sample with a value that is not finite
 */
record EstimateKernels(Card card, CardEstimateJob job, DeviceBuffer firstBad) {
    /** Up to this many generators the kernel for few is used; estimates.cu has the same number. */
    private static final int FEW_GENERATORS = 16;
    private static final int WARPS = 8;

    /**
     * Estimates some samples.
     *
     * @param outputs
     *            the embedded outputs of these samples, {@code [samples, r, m, d]}
     * @param present
     *            a byte for each of these outputs, 0 if it does not exist; not looked at if all exist
     * @param samples
     *            which samples
     * @param y
     *            receives {@code [samples, m]} doubles
     */
    void launch(CudaStream stream, DeviceSlice outputs, Optional<DeviceSlice> present, Range samples, DeviceSlice y) {
        int repeats = job.generations().repeats();
        int m = job.generations().generators();
        int d = job.generations().vectors().dimension();
        Object marks = job.complete() || present.isEmpty() ? (Object) 0L : present.get();
        if (m <= FEW_GENERATORS) {
            card.kernels().launch("row_estimates_few", stream, CardKernels.blocks(samples.size(), WARPS, 32 * WARPS),
                    outputs, marks, (long) samples.size(), repeats, m, d, (long) samples.from(), y, firstBad);
        } else {
            card.kernels().launch("row_estimates_many", stream,
                    new LaunchShape(samples.size(), 1, 32, 1, m * (2 * Double.BYTES + Integer.BYTES)), outputs, marks,
                    repeats, m, d, (long) samples.from(), y, firstBad);
        }
    }
}
