package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.CudaEvent;
import dev.smoothie.bindings.cuda.PinnedBuffer;

/** The page-locked buffers of a card, through which {@link Staging} copies. They live as long as the card is open. */
public final class StagingBuffers {
    static final long BYTES = 32L << 20;

    private final CudaDevice device;
    private final Pinned[] buffers = new Pinned[2];
    private int next;

    /**
     * A buffer.
     *
     * @param buffer
     *            page-locked memory
     * @param copied
     *            marks the end of the last copy from it
     */
    record Pinned(PinnedBuffer buffer, CudaEvent copied) {}

    StagingBuffers(CudaDevice device) {
        this.device = device;
    }

    /** The buffer that was used longest ago, once its copy is done. */
    Pinned next() {
        next ^= 1;
        if (buffers[next] == null) {
            PinnedBuffer buffer = device.allocatePinned(BYTES, "copies to the card");
            try {
                buffers[next] = new Pinned(buffer, device.newEvent());
            } catch (RuntimeException | Error e) {
                buffer.close();
                throw e;
            }
        }
        buffers[next].copied().synchronize();
        return buffers[next];
    }
}
