package dev.smoothie.core.cards.estimates;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.PinnedBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Estimates one chunk of samples at a time on a card: it has memory for a chunk on host and card, and a stream that
 * copies the chunk, computes, and copies the results back. {@link CardEstimates} has two, so that one copies while the
 * other computes.
 */
final class CardEstimateLane implements AutoCloseable {
    private static final long PIECE = 1L << 20;

    private final Card card;
    private final CardEstimateJob job;
    private final Workers workers;
    private final DeviceBuffer firstBad;
    private final CardMemory memory;
    private final CudaStream stream;
    private final PinnedBuffer vectors;
    private final PinnedBuffer present;
    private final PinnedBuffer estimates;
    private final DeviceBuffer cardVectors;
    private final DeviceBuffer cardPresent;
    private final DeviceBuffer cardEstimates;
    /** The samples of the chunk that is being computed. */
    private Range samples = new Range(0, 0);

    /** @param firstBad receives the lowest sample with a value that is not finite */
    CardEstimateLane(Card card, CardEstimateJob job, Workers workers, DeviceBuffer firstBad) {
        this.card = card;
        this.job = job;
        this.workers = workers;
        this.firstBad = firstBad;
        this.memory = new CardMemory(card.device());
        long chunk = job.samplesOfChunk();
        long results = chunk * job.generations().generators() * Double.BYTES;
        try {
            stream = memory.own(card.device().newStream());
            vectors = memory.allocatePinned(chunk * job.bytesOfSample(), "outputs on their way to the card");
            present = memory.allocatePinned(chunk * job.outputsOfSample(), "marks of missing outputs");
            estimates = memory.allocatePinned(results, "row estimates on their way back");
            cardVectors = memory.allocate(vectors.segment().byteSize(), 1, "a chunk of outputs");
            cardPresent = memory.allocate(present.segment().byteSize(), 1, "marks of missing outputs");
            cardEstimates = memory.allocate(results, 1, "row estimates of a chunk");
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Waits for the chunk before and stores its results, then starts this one. */
    void start(Range chunk) {
        finish();
        long bytes = chunk.size() * job.bytesOfSample();
        MemorySegment from = job.generations().vectors().segment().asSlice(chunk.from() * job.bytesOfSample(), bytes);
        MemorySegment pinned = vectors.segment().asSlice(0, bytes);
        workers.forBlocks(bytes, PIECE, (start, end) -> MemorySegment.copy(from, start, pinned, start, end - start));
        stream.upload(pinned, cardVectors.slice(0, bytes));
        if (!job.complete()) {
            MemorySegment marks = present.segment().asSlice(0, (long) chunk.size() * job.outputsOfSample());
            job.writePresence(chunk.from(), chunk.to(), marks);
            stream.upload(marks, cardPresent.slice(0, marks.byteSize()));
        }
        new EstimateKernels(card, job, firstBad).launch(stream, cardVectors.all(), Optional.of(cardPresent.all()),
                chunk, cardEstimates.all());
        samples = chunk;
        stream.download(results(), estimates.segment().asSlice(0, results().bytes()));
    }

    private DeviceSlice results() {
        return cardEstimates.slice(0, bytes(samples.size()));
    }

    private long bytes(long rows) {
        return rows * job.generations().generators() * Double.BYTES;
    }

    /** Waits for the chunk that is being computed, and stores its results. */
    void finish() {
        stream.synchronize();
        MemorySegment.copy(estimates.segment(), 0, job.y(), bytes(samples.from()), bytes(samples.size()));
        samples = new Range(0, 0);
    }

    @Override
    public void close() {
        stream.synchronize();
        memory.close();
    }
}
