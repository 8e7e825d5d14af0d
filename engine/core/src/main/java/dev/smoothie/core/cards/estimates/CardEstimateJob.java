package dev.smoothie.core.cards.estimates;

import dev.smoothie.core.cards.device.Staging;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The job of making row estimates, on cards, of embedded outputs that are in the host's memory.
 *
 * @param generations
 *            {@code [n, r, m, d]}
 * @param y
 *            receives {@code [n, m]} doubles, NaN where there is no estimate
 */
public record CardEstimateJob(Generations generations, MemorySegment y) {
    /** The most generators: the sums of one sample, 20 bytes for each generator, must fit 48 KiB of shared memory. */
    private static final int MOST_GENERATORS = 2048;

    public CardEstimateJob {
        if (y.byteSize() != (long) generations.samples() * generations.generators() * Double.BYTES) {
            throw new IllegalArgumentException("%d bytes for the estimates of [%d, %d]".formatted(y.byteSize(),
                    generations.samples(), generations.generators()));
        }
    }

    /** Whether a card can do it; otherwise the host must. */
    public boolean possible() {
        return generations.generators() <= MOST_GENERATORS;
    }

    int outputsOfSample() {
        return generations.repeats() * generations.generators();
    }

    long bytesOfSample() {
        return (long) outputsOfSample() * generations.vectors().dimension() * Float.BYTES;
    }

    /** Samples that are copied together. */
    public int samplesOfChunk() {
        return Math.clamp(Staging.BYTES / bytesOfSample(), 1, Math.max(1, generations.samples()));
    }

    boolean complete() {
        return generations.presence().equals(Presence.COMPLETE);
    }

    /** One byte for each output of the samples {@code [from, to)}: whether it exists. */
    void writePresence(int from, int to, MemorySegment target) {
        long at = 0;
        for (int sample = from; sample < to; sample++) {
            for (int repeat = 0; repeat < generations.repeats(); repeat++) {
                for (int generator = 0; generator < generations.generators(); generator++) {
                    target.set(ValueLayout.JAVA_BYTE, at++,
                            (byte) (generations.presence().present(sample, repeat, generator) ? 1 : 0));
                }
            }
        }
    }
}
