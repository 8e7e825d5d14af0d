package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Copies memory of the host to a card through two page-locked buffers: while the card copies one, the host fills the
 * other. Memory that is not page-locked the driver would copy through buffers of its own, with one thread and no
 * overlap. The buffers are the card's, and made when they are first needed: locking their pages takes longer than a
 * small search.
 *
 * @param card
 *            where to
 * @param workers
 *            threads that fill the buffers
 */
public record Staging(Card card, Workers workers) {
    /**
     * The size of a buffer: meant to be large enough that the cost of starting a copy does not show; not measured on a
     * card yet.
     */
    public static final long BYTES = StagingBuffers.BYTES;
    private static final long PIECE = 1L << 20;

    /** Gives a copy of {@code from} to the stream; all of {@code from} has been read when this returns. */
    public void upload(CudaStream stream, MemorySegment from, DeviceSlice to) {
        for (long at = 0; at < from.byteSize(); at += BYTES) {
            long bytes = Math.min(BYTES, from.byteSize() - at);
            StagingBuffers.Pinned next = card.staging().next();
            MemorySegment pinned = next.buffer().segment().asSlice(0, bytes);
            fill(pinned, from.asSlice(at, bytes));
            stream.upload(pinned, to.slice(at, bytes));
            stream.mark(next.copied());
        }
    }

    private void fill(MemorySegment pinned, MemorySegment from) {
        workers.forBlocks(from.byteSize(), PIECE,
                (start, end) -> MemorySegment.copy(from, start, pinned, start, end - start));
    }
}
