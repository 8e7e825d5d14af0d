package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceResource;
import dev.smoothie.bindings.cuda.PinnedBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Buffers and whatever else a card gave, freed together, the last first; also where the next does not fit. */
final class CardMemory implements AutoCloseable {
    private final CudaDevice device;
    private final Deque<DeviceResource> resources = new ArrayDeque<>();

    CardMemory(CudaDevice device) {
        this.device = device;
    }

    /** {@code count} elements of {@code size} bytes each; {@code purpose} as in {@link CudaDevice#allocate}. */
    DeviceBuffer allocate(long count, int size, String purpose) {
        return own(device.allocate(Math.max(1, Math.multiplyExact(count, (long) size)), purpose));
    }

    /** Page-locked memory of the host. */
    PinnedBuffer allocatePinned(long bytes, String purpose) {
        return own(device.allocatePinned(Math.max(1, bytes), purpose));
    }

    /** Frees it with the rest. */
    <T extends DeviceResource> T own(T resource) {
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
