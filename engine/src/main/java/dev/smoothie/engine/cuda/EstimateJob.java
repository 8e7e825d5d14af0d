package dev.smoothie.engine.cuda;

import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.Presence;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Row estimates of embedded outputs that are on the host.
 *
 * @param generations
 *            {@code [n, r, m, d]}
 * @param y
 *            receives {@code [n, m]} doubles, NaN where there is no estimate
 */
public record EstimateJob(Generations generations, MemorySegment y) {
    /** A sample's sums, 20 bytes for each generator, are in 48 KiB of shared memory. */
    private static final int MOST_GENERATORS = 2048;

    public EstimateJob {
        if (y.byteSize() != (long) generations.samples() * generations.generators() * Double.BYTES) {
            throw new IllegalArgumentException("%d bytes for the estimates of [%d, %d]".formatted(y.byteSize(),
                    generations.samples(), generations.generators()));
        }
    }

    /** Whether a card can do it; what it cannot, the host does. */
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
