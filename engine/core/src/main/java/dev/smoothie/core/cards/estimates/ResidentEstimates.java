package dev.smoothie.core.cards.estimates;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes row estimates of outputs that lie on a card already: one launch, and the estimates are all that is copied.
 *
 * @param card
 *            where they lie
 */
public record ResidentEstimates(Card card) {
    private static final byte NONE = -1;

    /**
     * Estimates all samples.
     *
     * @param outputs
     *            the embedded outputs on the card
     * @return the first sample with a value that is not finite; the estimates are then of no use
     */
    public OptionalInt run(CardEstimateJob job, DeviceSlice outputs) {
        int samples = job.generations().samples();
        try (CardMemory memory = new CardMemory(card.device()); Arena arena = Arena.ofConfined()) {
            DeviceBuffer firstBad = memory.allocate(1, Long.BYTES, "the first sample that is not finite");
            card.work().fill(firstBad.all(), NONE);
            DeviceBuffer y = memory.allocate(job.y().byteSize(), 1, "row estimates");
            new EstimateKernels(card, job, firstBad).launch(card.work(), outputs, present(job, memory, arena),
                    new Range(0, samples), y.all());
            card.work().download(y.slice(0, job.y().byteSize()), job.y());
            MemorySegment bad = arena.allocate(ValueLayout.JAVA_LONG);
            card.work().download(firstBad.all(), bad);
            long sample = bad.get(ValueLayout.JAVA_LONG, 0);
            return sample < 0 ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(sample));
        }
    }

    private Optional<DeviceSlice> present(CardEstimateJob job, CardMemory memory, Arena arena) {
        if (job.complete()) {
            return Optional.empty();
        }
        long outputs = (long) job.generations().samples() * job.outputsOfSample();
        MemorySegment marks = arena.allocate(outputs);
        job.writePresence(0, job.generations().samples(), marks);
        DeviceBuffer present = memory.allocate(outputs, 1, "marks of missing outputs");
        card.work().upload(marks, present.all());
        return Optional.of(present.all());
    }
}
