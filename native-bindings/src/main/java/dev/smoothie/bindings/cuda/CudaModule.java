package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A set of compiled kernels, loaded onto a card. */
public final class CudaModule extends DeviceResource {
    private final MemorySegment handle;
    private final String name;

    private CudaModule(CudaDevice device, MemorySegment handle, String name) {
        super(device);
        this.handle = handle;
        this.name = name;
    }

    static CudaModule load(CudaDevice device, byte[] cubin, String name) {
        device.use();
        try (Arena arena = Arena.ofConfined()) {
            // Read as aligned machine words; and should it be taken for text (PTX), it ends.
            MemorySegment image = arena.allocate(cubin.length + 1L, ValueLayout.JAVA_LONG.byteSize());
            MemorySegment.copy(cubin, 0, image, ValueLayout.JAVA_BYTE, 0, cubin.length);
            MemorySegment pointer = device.result();
            CudaStatus.driver(CudaDriver.cuModuleLoadData(pointer, image), "cuModuleLoadData",
                    () -> "%s, %d bytes, on %s".formatted(name, cubin.length, device.info().describe()));
            return new CudaModule(device, pointer.get(CudaDriver.C_POINTER, 0), name);
        }
    }

    /**
     * Finds a kernel.
     *
     * @param kernel
     *            its name in the compiled code; one declared {@code extern "C"} has the name that its source gives it
     */
    public CudaKernel kernel(String kernel) {
        use();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = device().result();
            CudaStatus.driver(CudaDriver.cuModuleGetFunction(pointer, handle, arena.allocateFrom(kernel)),
                    "cuModuleGetFunction", () -> "kernel %s of %s".formatted(kernel, this));
            return CudaKernel.describe(this, pointer.get(CudaDriver.C_POINTER, 0), kernel);
        }
    }

    @Override
    void release() {
        CudaStatus.driver(CudaDriver.cuModuleUnload(handle), "cuModuleUnload", this::toString);
    }

    @Override
    public String toString() {
        return "module %s on %s".formatted(name, device());
    }
}
