package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/** One card's part in row estimates: chunks in turn on two lanes, so that copying and computing overlap. */
final class CardEstimates implements AutoCloseable {
    /** Bytes of all ones: no sample. */
    private static final byte NONE = -1;

    private final Card card;
    private final EstimateJob job;
    private final CardMemory memory;
    private final DeviceBuffer firstBad;
    private final EstimateLane[] lanes = new EstimateLane[2];

    CardEstimates(Card card, EstimateJob job, Workers workers) {
        this.card = card;
        this.job = job;
        this.memory = new CardMemory(card.device());
        try {
            firstBad = memory.allocate(1, Long.BYTES, "the first sample that is not finite");
            card.work().fill(firstBad.all(), NONE);
            card.work().synchronize();
            for (int i = 0; i < lanes.length; i++) {
                lanes[i] = new EstimateLane(card, job, workers, firstBad);
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
        for (EstimateLane lane : lanes) {
            if (lane != null) {
                lane.close();
            }
        }
        memory.close();
    }
}
