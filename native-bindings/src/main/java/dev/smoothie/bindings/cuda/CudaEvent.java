package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.MemorySegment;

/** A mark in a stream, which other streams and the host can wait for, and which keeps the time. */
public final class CudaEvent extends DeviceResource {
    private final MemorySegment handle;

    private CudaEvent(CudaDevice device, MemorySegment handle) {
        super(device);
        this.handle = handle;
    }

    static CudaEvent create(CudaDevice device) {
        device.use();
        MemorySegment pointer = device.result();
        CudaStatus.runtime(CudaRuntime.cudaEventCreateWithFlags(pointer, CudaRuntime.cudaEventDefault()),
                "cudaEventCreateWithFlags", device::toString);
        return new CudaEvent(device, pointer.get(CudaRuntime.C_POINTER, 0));
    }

    /** Waits on the host until the work before it is done; returns at once if it was never recorded. */
    public void synchronize() {
        use();
        CudaStatus.runtime(CudaRuntime.cudaEventSynchronize(handle), "cudaEventSynchronize", this::toString);
    }

    /** Milliseconds on the card from {@code start} to this, both recorded and passed; good to about half a microsecond. */
    public float millisSince(CudaEvent start) {
        use();
        MemorySegment result = device().result();
        CudaStatus.runtime(CudaRuntime.cudaEventElapsedTime(result, start.handleOn(device()), handle),
                "cudaEventElapsedTime", this::toString);
        return result.get(CudaRuntime.C_FLOAT, 0);
    }

    MemorySegment handleOn(CudaDevice user) {
        useOn(user);
        return handle;
    }

    @Override
    void release() {
        CudaStatus.runtime(CudaRuntime.cudaEventDestroy(handle), "cudaEventDestroy", this::toString);
    }

    @Override
    public String toString() {
        return "event 0x%x of %s".formatted(handle.address(), device());
    }
}
