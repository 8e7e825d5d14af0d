package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.MemorySegment;

/** A piece of memory on a card, aligned to 256 bytes. The host cannot read it: it is copied by a {@link CudaStream}. */
public final class DeviceBuffer extends DeviceResource {
    private final long address;
    private final long bytes;
    private final String purpose;

    private DeviceBuffer(CudaDevice device, long address, long bytes, String purpose) {
        super(device);
        this.address = address;
        this.bytes = bytes;
        this.purpose = purpose;
    }

    static DeviceBuffer allocate(CudaDevice device, long bytes, String purpose) {
        device.use();
        if (bytes < 1) {
            throw new IllegalArgumentException("%s: %d bytes asked for on %s".formatted(purpose, bytes, device));
        }
        MemorySegment pointer = device.result();
        int status = CudaRuntime.cudaMalloc(pointer, bytes);
        if (status == CudaRuntime.cudaErrorMemoryAllocation()) {
            int _ = CudaRuntime.cudaGetLastError(); // see CudaStatus
            throw device.outOfMemory("cudaMalloc", status, CudaStatus.runtimeName(status), bytes,
                    () -> describe(bytes, purpose));
        }
        CudaStatus.runtime(status, "cudaMalloc", () -> describe(bytes, purpose));
        return new DeviceBuffer(device, pointer.get(CudaRuntime.C_POINTER, 0).address(), bytes, purpose);
    }

    /** Its size in bytes. */
    public long bytes() {
        return bytes;
    }

    /** All of it. */
    public DeviceSlice all() {
        return new DeviceSlice(this, 0, bytes);
    }

    /** A part of it; offset and length in bytes. */
    public DeviceSlice slice(long offset, long length) {
        return new DeviceSlice(this, offset, length);
    }

    /** Its address on the card, as a number; the host must never read there. */
    long address() {
        return address;
    }

    @Override
    void release() {
        CudaStatus.runtime(CudaRuntime.cudaFree(MemorySegment.ofAddress(address)), "cudaFree", this::toString);
    }

    @Override
    public String toString() {
        return "buffer of " + describe(bytes, purpose);
    }

    private static String describe(long bytes, String purpose) {
        return "%s for %s".formatted(Bytes.describe(bytes), purpose);
    }
}
