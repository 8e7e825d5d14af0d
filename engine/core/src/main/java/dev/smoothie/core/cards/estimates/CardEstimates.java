package dev.smoothie.core.cards.estimates;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes one card's part of the row estimates: chunks in turn on two {@link CardEstimateLane lanes}, so that copying and
 * computing overlap.
 */
final class CardEstimates implements AutoCloseable {
    /** Fills a long with the bits of −1, which stands for no sample. */
    private static final byte NONE = -1;

    private final Card card;
    private final CardEstimateJob job;
    private final CardMemory memory;
    private final DeviceBuffer firstBad;
    private final CardEstimateLane[] lanes = new CardEstimateLane[2];

    CardEstimates(Card card, CardEstimateJob job, Workers workers) {
        this.card = card;
        this.job = job;
        this.memory = new CardMemory(card.device());
        try {
            firstBad = memory.allocate(1, Long.BYTES, "the first sample that is not finite");
            card.work().fill(firstBad.all(), NONE);
            card.work().synchronize();
            for (int i = 0; i < lanes.length; i++) {
                lanes[i] = new CardEstimateLane(card, job, workers, firstBad);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Takes chunks from {@code next} on, a sample's index that all cards share, until {@code end}.
     *
     * @return the lowest sample so far with a value that is not finite; -1 if there is none
     */
    long run(AtomicInteger next, int end) {
        int chunk = job.samplesOfChunk();
        int lane = 0;
        for (int from; (from = next.getAndAdd(chunk)) < end; lane ^= 1) {
            lanes[lane].start(new Range(from, Math.min(end, from + chunk)));
        }
        lanes[lane].finish();
        lanes[lane ^ 1].finish();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bad = arena.allocate(ValueLayout.JAVA_LONG);
            card.work().download(firstBad.all(), bad);
            return bad.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    @Override
    public void close() {
        for (CardEstimateLane lane : lanes) {
            if (lane != null) {
                lane.close();
            }
        }
        memory.close();
    }
}
