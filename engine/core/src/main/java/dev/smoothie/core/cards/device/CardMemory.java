package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceResource;
import dev.smoothie.bindings.cuda.PinnedBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Owns buffers and other resources of a card, and frees them together, the last first. Classes that allocate several
 * things close it when one of them does not fit.
 */
public final class CardMemory implements AutoCloseable {
    private final CudaDevice device;
    private final Deque<DeviceResource> resources = new ArrayDeque<>();

    public CardMemory(CudaDevice device) {
        this.device = device;
    }

    /** {@code count} elements of {@code size} bytes each; {@code purpose} as in {@link CudaDevice#allocate}. */
    public DeviceBuffer allocate(long count, int size, String purpose) {
        return own(device.allocate(Math.max(1, Math.multiplyExact(count, (long) size)), purpose));
    }

    /** Page-locked memory of the host. */
    public PinnedBuffer allocatePinned(long bytes, String purpose) {
        return own(device.allocatePinned(Math.max(1, bytes), purpose));
    }

    /** Frees it with the rest. */
    public <T extends DeviceResource> T own(T resource) {
        resources.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }
}
