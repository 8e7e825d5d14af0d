package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.cuda.CudaException.Kind;
import dev.smoothie.bindings.generated.cublas.CuBlasLibrary;
import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import dev.smoothie.bindings.generated.nvrtc.NvrtcCompiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/** Turns status codes of the four libraries into exceptions, each with the library's own name for the code. */
final class CudaStatus {
    private static final String NO_NAME = "no known code";

    private CudaStatus() {}

    /** Throws unless a function of the runtime succeeded. */
    static void runtime(int status, String function, Supplier<String> detail) {
        if (status != CudaRuntime.cudaSuccess()) {
            // The runtime also keeps a failure for the next call that asks; cuBLAS asks, and would report it as its
            // own.
            int _ = CudaRuntime.cudaGetLastError();
            throw failure(function, status, runtimeName(status), string(CudaRuntime.cudaGetErrorString(status)),
                    LostCard.kind(status), detail);
        }
    }

    /** Throws unless a function of the driver succeeded. */
    static void driver(int status, String function, Supplier<String> detail) {
        if (status != CudaDriver.CUDA_SUCCESS()) {
            throw failure(function, status, driverName(status), driverText(status), LostCard.kind(status), detail);
        }
    }

    /** Throws unless a function of NVRTC succeeded. */
    static void nvrtc(int status, String function, Supplier<String> detail) {
        if (status != NvrtcCompiler.NVRTC_SUCCESS()) {
            String name = string(NvrtcCompiler.nvrtcGetErrorString(status));
            throw failure(function, status, name, name, Kind.OTHER, detail);
        }
    }

    /** Throws unless a function of cuBLAS succeeded. */
    static void cublas(int status, String function, Supplier<String> detail) {
        if (status != CuBlasLibrary.CUBLAS_STATUS_SUCCESS()) {
            int card = CudaRuntime.cudaDeviceSynchronize();
            int _ = CudaRuntime.cudaGetLastError(); // as above
            String text = string(CuBlasLibrary.cublasGetStatusString(status));
            throw failure(function, status, cublasName(status),
                    card == CudaRuntime.cudaSuccess() ? text : text + ", and the card says " + describeRuntime(card),
                    LostCard.blasKind(status, card), detail);
        }
    }

    private static CudaException failure(String function, int status, String name, String text, Kind kind,
            Supplier<String> detail) {
        String lasting = LostCard.byAKernel(status)
                ? "; a kernel given to the card before did this, and nothing more runs on it in this process"
                : "";
        return new CudaException(function, status, name, kind,
                "%s (%s): %s%s".formatted(function, detail.get(), describe(status, name, text), lasting));
    }

    /** {@code 2 cudaErrorMemoryAllocation, out of memory}. */
    static String describe(int status, String name, String text) {
        return name.equals(text) ? "%d %s".formatted(status, name) : "%d %s, %s".formatted(status, name, text);
    }

    static String describeDriver(int status) {
        return describe(status, driverName(status), driverText(status));
    }

    static String describeRuntime(int status) {
        return describe(status, runtimeName(status), string(CudaRuntime.cudaGetErrorString(status)));
    }

    static String runtimeName(int status) {
        return string(CudaRuntime.cudaGetErrorName(status));
    }

    static String cublasName(int status) {
        return string(CuBlasLibrary.cublasGetStatusName(status));
    }

    private static String driverName(int status) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ValueLayout.ADDRESS);
            int known = CudaDriver.cuGetErrorName(status, pointer);
            return known == CudaDriver.CUDA_SUCCESS() ? pointed(pointer) : NO_NAME;
        }
    }

    private static String driverText(int status) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ValueLayout.ADDRESS);
            int known = CudaDriver.cuGetErrorString(status, pointer);
            return known == CudaDriver.CUDA_SUCCESS() ? pointed(pointer) : NO_NAME;
        }
    }

    private static String pointed(MemorySegment pointer) {
        return string(pointer.get(CudaDriver.C_POINTER, 0));
    }

    /** A C string; the bindings give its pointer without bound. */
    private static String string(MemorySegment pointer) {
        return pointer.address() == 0 ? NO_NAME : pointer.getString(0);
    }
}
