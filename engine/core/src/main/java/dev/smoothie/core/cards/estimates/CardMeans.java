package dev.smoothie.core.cards.estimates;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Staging;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Averages row estimates over neighbourhoods on one card.
 *
 * @param card
 *            where
 * @param workers
 *            threads that fill the buffers on the way to the card
 */
public record CardMeans(Card card, Workers workers) {

    /**
     * Averages.
     *
     * @param y
     *            {@code [n, m]} doubles; NaN is skipped
     * @param m
     *            generators
     * @param neighbors
     *            {@code [q, known]} ints, rows of y
     * @param known
     *            neighbours of each query
     * @param k
     *            how many of them to average, the first
     * @param means
     *            receives {@code [q, m]} doubles
     * @return {@code means}
     */
    public MemorySegment run(MemorySegment y, int m, MemorySegment neighbors, int known, int k, MemorySegment means) {
        long queries = neighbors.byteSize() / (known * (long) Integer.BYTES);
        var staging = new Staging(card, workers);
        try (CardMemory memory = new CardMemory(card.device())) {
            DeviceBuffer rows = memory.allocate(y.byteSize(), 1, "row estimates");
            DeviceBuffer indices = memory.allocate(neighbors.byteSize(), 1,
                    "neighbours [%d, %d]".formatted(queries, known));
            DeviceBuffer result = memory.allocate(means.byteSize(), 1, "means [%d, %d]".formatted(queries, m));
            staging.upload(card.work(), y, rows.slice(0, y.byteSize()));
            staging.upload(card.work(), neighbors, indices.slice(0, neighbors.byteSize()));
            card.kernels().launch("neighbor_means", card.work(), CardKernels.blocks(queries * m, 256, 256), rows,
                    indices, queries, known, k, m, result);
            card.work().download(result.slice(0, means.byteSize()), means);
        }
        return means;
    }
}
