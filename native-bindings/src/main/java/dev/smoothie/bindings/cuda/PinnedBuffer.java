package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A piece of page-locked memory of the host: copies from and to it run while the thread goes on. Any thread may read
 * and write the segment while the buffer is open, but for what a copy under way reads or writes; only the device's
 * thread may close it.
 */
public final class PinnedBuffer extends DeviceResource {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final String purpose;

    private PinnedBuffer(CudaDevice device, MemorySegment pointer, long bytes, String purpose) {
        super(device);
        this.segment = pointer.reinterpret(bytes, arena, null);
        this.purpose = purpose;
    }

    static PinnedBuffer allocate(CudaDevice device, long bytes, String purpose) {
        device.use();
        if (bytes < 1) {
            throw new IllegalArgumentException("%s: %d pinned bytes asked for".formatted(purpose, bytes));
        }
        MemorySegment pointer = device.result();
        int status = CudaRuntime.cudaHostAlloc(pointer, bytes, CudaRuntime.cudaHostAllocDefault());
        if (status == CudaRuntime.cudaErrorMemoryAllocation()) {
            int _ = CudaRuntime.cudaGetLastError(); // see CudaStatus
            throw device.outOfMemory("cudaHostAlloc", status, CudaStatus.runtimeName(status), bytes,
                    () -> "%s of the host's memory, page-locked, for %s".formatted(Bytes.describe(bytes), purpose));
        }
        CudaStatus.runtime(status, "cudaHostAlloc", () -> "%s for %s".formatted(Bytes.describe(bytes), purpose));
        return new PinnedBuffer(device, pointer.get(CudaRuntime.C_POINTER, 0), bytes, purpose);
    }

    /** The memory; it may not be used once the buffer is closed. */
    public MemorySegment segment() {
        return segment;
    }

    boolean holds(MemorySegment host) {
        long offset = host.address() - segment.address();
        return offset >= 0 && offset <= segment.byteSize() - host.byteSize();
    }

    /** Waits for the device first: otherwise a copy under way would go on in memory that has been freed. */
    @Override
    void release() {
        long address = segment.address();
        int waited = CudaRuntime.cudaDeviceSynchronize();
        arena.close();
        int freed = CudaRuntime.cudaFreeHost(MemorySegment.ofAddress(address));
        CudaStatus.runtime(waited, "cudaDeviceSynchronize", () -> "before freeing the " + this);
        CudaStatus.runtime(freed, "cudaFreeHost", this::toString);
    }

    @Override
    public String toString() {
        return "pinned buffer of %s for %s".formatted(Bytes.describe(segment.byteSize()), purpose);
    }
}
