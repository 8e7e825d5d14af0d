package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A kernel of a loaded {@link CudaModule}, ready to be launched while the module is open. */
public final class CudaKernel {
    /** The most parameters: they may have 4 KiB in all, and no kernel of ours needs nearly that. */
    private static final int MAX_PARAMETERS = 64;

    private final CudaModule module;
    private final MemorySegment handle;
    private final String name;
    private final int maxThreads;
    private final Optional<List<Long>> parameterSizes;

    private CudaKernel(CudaModule module, MemorySegment handle, String name, int maxThreads,
            Optional<List<Long>> parameterSizes) {
        this.module = module;
        this.handle = handle;
        this.name = name;
        this.maxThreads = maxThreads;
        this.parameterSizes = parameterSizes;
    }

    static CudaKernel describe(CudaModule module, MemorySegment handle, String name) {
        MemorySegment result = module.device().result();
        int maxThreads = attribute(result, handle, CudaDriver.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK(), name);
        return new CudaKernel(module, handle, name, maxThreads, parameterSizes(handle));
    }

    /** The sizes of its parameters, as the compiled code has them; unknown to drivers before 12.4. */
    private static Optional<List<Long>> parameterSizes(MemorySegment handle) {
        if (!CudaLibraries.driverTellsParameters()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment offset = arena.allocate(CudaDriver.C_LONG);
            MemorySegment size = arena.allocate(CudaDriver.C_LONG);
            var sizes = new ArrayList<Long>();
            while (sizes.size() < MAX_PARAMETERS
                    && CudaDriver.cuFuncGetParamInfo(handle, sizes.size(), offset, size) == CudaDriver.CUDA_SUCCESS()) {
                sizes.add(size.get(CudaDriver.C_LONG, 0));
            }
            return Optional.of(List.copyOf(sizes));
        }
    }

    private static int attribute(MemorySegment result, MemorySegment handle, int attribute, String name) {
        CudaStatus.driver(CudaDriver.cuFuncGetAttribute(result, attribute, handle), "cuFuncGetAttribute",
                () -> "attribute %d of kernel %s".formatted(attribute, name));
        return result.get(CudaDriver.C_INT, 0);
    }

    /** Registers that each of its threads uses. */
    public int registers() {
        return ask(CudaDriver.CU_FUNC_ATTRIBUTE_NUM_REGS());
    }

    /** Bytes of local memory that each of its threads uses: above 0 it spills registers, or indexes an array. */
    public int localBytes() {
        return ask(CudaDriver.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES());
    }

    private int ask(int attribute) {
        module.use();
        return attribute(module.device().result(), handle, attribute, name);
    }

    /**
     * Allows a launch to ask for this much shared memory beyond what the kernel declares; needed above 48 KiB in all.
     *
     * @param bytes
     *            at most what the card allows, {@link DeviceInfo#sharedPerBlock()}
     */
    public void allowShared(int bytes) {
        module.use();
        CudaStatus.driver(
                CudaDriver.cuFuncSetAttribute(handle, CudaDriver.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES(),
                        bytes),
                "cuFuncSetAttribute", () -> "%d bytes of shared memory for kernel %s; %s allows %d".formatted(bytes,
                        name, module.device(), module.device().info().sharedPerBlock()));
    }

    /**
     * Gives the kernel to a stream, which runs it later. The number and sizes of the arguments are checked against the
     * compiled kernel's parameters where the driver tells them (12.4 and later), and that each buffer is open and of
     * this device, also one that a tensor map describes.
     *
     * @param stream
     *            a stream of the same device
     * @param shape
     *            how many threads
     * @param arguments
     *            one for each parameter: a {@link DeviceBuffer} or {@link DeviceSlice} for a pointer, an Integer, Long,
     *            Float or Double for a C type of that size, a {@link TensorMap} for a structure of 128 bytes that is passed
     *            by value, declared {@code const __grid_constant__} and aligned to 64
     */
    public void launch(CudaStream stream, LaunchShape shape, Object... arguments) {
        module.use();
        if (shape.threads() > maxThreads) {
            throw new IllegalArgumentException("kernel %s runs in blocks of at most %d threads, got %s".formatted(name,
                    maxThreads, shape));
        }
        long[] sizes = Arrays.stream(arguments).mapToLong(this::size).toArray();
        checkSizes(sizes, arguments);
        MemorySegment streamHandle = stream.handleOn(module.device());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, Math.max(1, arguments.length));
            for (int i = 0; i < arguments.length; i++) {
                pointers.setAtIndex(ValueLayout.ADDRESS, i, write(arguments[i], arena));
            }
            CudaStatus.driver(
                    CudaDriver.cuLaunchKernel(handle, shape.gridX(), shape.gridY(), 1, shape.blockX(), shape.blockY(),
                            1,
                            shape.sharedBytes(), streamHandle, pointers, MemorySegment.NULL),
                    "cuLaunchKernel", () -> "kernel %s, %s, on %s".formatted(name, shape, module.device()));
        }
    }

    private long size(Object argument) {
        return switch (argument) {
            case DeviceBuffer _,DeviceSlice _ -> ValueLayout.ADDRESS.byteSize();
            case TensorMap _ -> TensorMap.BYTES;
            case Integer _,Float _ -> Integer.BYTES;
            case Long _,Double _ -> Long.BYTES;
            case null -> throw new IllegalArgumentException(
                    "kernel %s was given null; a null pointer is a Long 0".formatted(name));
            default -> throw new IllegalArgumentException("kernel %s was given a %s".formatted(name,
                    argument.getClass().getTypeName()));
        };
    }

    private void checkSizes(long[] sizes, Object[] arguments) {
        parameterSizes.ifPresent(wanted -> {
            if (!Arrays.equals(sizes, wanted.stream().mapToLong(Long::longValue).toArray())) {
                throw new IllegalArgumentException(
                        "kernel %s takes %d parameters of sizes %s, got %d of sizes %s: %s".formatted(name,
                                wanted.size(), wanted, sizes.length, Arrays.toString(sizes),
                                Arrays.toString(arguments)));
            }
        });
    }

    private MemorySegment write(Object argument, Arena arena) {
        return switch (argument) {
            case DeviceBuffer buffer -> arena.allocateFrom(ValueLayout.JAVA_LONG,
                    buffer.all().addressOn(module.device()));
            case DeviceSlice slice -> arena.allocateFrom(ValueLayout.JAVA_LONG, slice.addressOn(module.device()));
            case TensorMap map -> map.on(module.device(), arena);
            case Integer value -> arena.allocateFrom(ValueLayout.JAVA_INT, value);
            case Float value -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, value);
            case Long value -> arena.allocateFrom(ValueLayout.JAVA_LONG, value);
            case Double value -> arena.allocateFrom(ValueLayout.JAVA_DOUBLE, value);
            default -> throw new AssertionError("sized before: " + argument);
        };
    }

    @Override
    public String toString() {
        return "kernel %s of %s".formatted(name, module);
    }
}
