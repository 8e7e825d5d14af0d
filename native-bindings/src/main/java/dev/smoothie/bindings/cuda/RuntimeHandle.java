package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/** A resource of the CUDA runtime that is known by a pointer: a stream or an event. */
public abstract sealed class RuntimeHandle extends DeviceResource permits CudaStream, CudaEvent {
    private final MemorySegment handle;

    RuntimeHandle(CudaDevice device, MemorySegment handle) {
        super(device);
        this.handle = handle;
    }

    /** Calls {@code function}, which writes a new pointer, and returns that pointer. */
    static MemorySegment make(CudaDevice device, String function, ToIntFunction<MemorySegment> call) {
        device.use();
        MemorySegment pointer = device.result();
        CudaStatus.runtime(call.applyAsInt(pointer), function, device::toString);
        return pointer.get(CudaRuntime.C_POINTER, 0);
    }

    /** The pointer, for a call of its own. */
    final MemorySegment handle() {
        return handle;
    }

    /** The pointer, for a call on behalf of {@code user}, which must be of the same device. */
    final MemorySegment handleOn(CudaDevice user) {
        useOn(user);
        return handle;
    }
}
