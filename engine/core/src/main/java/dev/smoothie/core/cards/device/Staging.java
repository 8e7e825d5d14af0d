package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.CudaEvent;
import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.PinnedBuffer;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.MemorySegment;

/**
 * Copies memory of the host to a card through two page-locked buffers: while the card copies one, the host fills the
 * other. Memory that is not page-locked the driver would copy through buffers of its own, with one thread and no
 * overlap.
 */
public final class Staging implements AutoCloseable {
    /**
     * The size of a buffer: meant to be large enough that the cost of starting a copy does not show; not measured on a
     * card yet.
     */
    public static final long BYTES = 32L << 20;
    private static final long PIECE = 1L << 20;

    private final Workers workers;
    private final CardMemory memory;
    private final PinnedBuffer[] buffers = new PinnedBuffer[2];
    private final CudaEvent[] copied = new CudaEvent[2];
    private int next;

    public Staging(CudaDevice device, Workers workers) {
        this.workers = workers;
        this.memory = new CardMemory(device);
        try {
            for (int i = 0; i < 2; i++) {
                buffers[i] = memory.allocatePinned(BYTES, "copies to the card");
                copied[i] = memory.own(device.newEvent());
            }
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Gives a copy of {@code from} to the stream; all of {@code from} has been read when this returns. */
    public void upload(CudaStream stream, MemorySegment from, DeviceSlice to) {
        for (long at = 0; at < from.byteSize(); at += BYTES) {
            long bytes = Math.min(BYTES, from.byteSize() - at);
            copied[next].synchronize();
            MemorySegment pinned = buffers[next].segment().asSlice(0, bytes);
            fill(pinned, from.asSlice(at, bytes));
            stream.upload(pinned, to.slice(at, bytes));
            stream.mark(copied[next]);
            next ^= 1;
        }
    }

    private void fill(MemorySegment pinned, MemorySegment from) {
        workers.forBlocks(from.byteSize(), PIECE,
                (start, end) -> MemorySegment.copy(from, start, pinned, start, end - start));
    }

    @Override
    public void close() {
        memory.close();
    }
}
