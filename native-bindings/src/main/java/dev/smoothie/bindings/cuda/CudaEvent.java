package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.MemorySegment;

/** A mark in the work of a stream. Other streams and the host can wait for it, and it keeps the time. */
public final class CudaEvent extends RuntimeHandle {
    private CudaEvent(CudaDevice device, MemorySegment handle) {
        super(device, handle);
    }

    static CudaEvent create(CudaDevice device) {
        return new CudaEvent(device, make(device, "cudaEventCreateWithFlags",
                pointer -> CudaRuntime.cudaEventCreateWithFlags(pointer, CudaRuntime.cudaEventDefault())));
    }

    /** Waits on the host until the work before it is done; returns at once if it was never recorded. */
    public void synchronize() {
        use();
        CudaStatus.runtime(CudaRuntime.cudaEventSynchronize(handle()), "cudaEventSynchronize", this::toString);
    }

    /**
     * Milliseconds on the card from {@code start} to this, both recorded and passed; good to about half a microsecond.
     */
    public float millisSince(CudaEvent start) {
        use();
        MemorySegment result = device().result();
        CudaStatus.runtime(CudaRuntime.cudaEventElapsedTime(result, start.handleOn(device()), handle()),
                "cudaEventElapsedTime", this::toString);
        return result.get(CudaRuntime.C_FLOAT, 0);
    }

    @Override
    void release() {
        CudaStatus.runtime(CudaRuntime.cudaEventDestroy(handle()), "cudaEventDestroy", this::toString);
    }

    @Override
    public String toString() {
        return "event 0x%x of %s".formatted(handle().address(), device());
    }
}
