package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.cuda.CudaException.Kind;
import dev.smoothie.bindings.generated.cublas.CuBlasLibrary;
import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import java.util.Set;

/**
 * Tells a card that is lost to this process from a failure that is over. The driver and the runtime share their codes;
 * those of cuBLAS are others, and do not tell.
 */
final class LostCard {
    private LostCard() {}

    /** Of a kernel that went wrong; by cuda.h any further work returns the same, until the process has ended. */
    private static final Set<Integer> BY_A_KERNEL = Set.of(CudaDriver.CUDA_ERROR_ILLEGAL_ADDRESS(),
            CudaDriver.CUDA_ERROR_LAUNCH_TIMEOUT(), CudaDriver.CUDA_ERROR_CONTEXT_IS_DESTROYED(),
            CudaDriver.CUDA_ERROR_ASSERT(), CudaDriver.CUDA_ERROR_HARDWARE_STACK_ERROR(),
            CudaDriver.CUDA_ERROR_ILLEGAL_INSTRUCTION(), CudaDriver.CUDA_ERROR_MISALIGNED_ADDRESS(),
            CudaDriver.CUDA_ERROR_INVALID_ADDRESS_SPACE(), CudaDriver.CUDA_ERROR_INVALID_PC(),
            CudaDriver.CUDA_ERROR_LAUNCH_FAILED(), CudaDriver.CUDA_ERROR_TENSOR_MEMORY_LEAK());

    /**
     * Of the card, the driver, or the server that shares a card among processes. A card that has fallen off the bus, or
     * whose driver was replaced, shows as one of the last three as well.
     */
    private static final Set<Integer> OTHERWISE = Set.of(CudaDriver.CUDA_ERROR_DEINITIALIZED(),
            CudaDriver.CUDA_ERROR_DEVICE_UNAVAILABLE(), CudaDriver.CUDA_ERROR_NO_DEVICE(),
            CudaDriver.CUDA_ERROR_ECC_UNCORRECTABLE(), CudaDriver.CUDA_ERROR_NVLINK_UNCORRECTABLE(),
            CudaDriver.CUDA_ERROR_CONTAINED(), CudaDriver.CUDA_ERROR_EXTERNAL_DEVICE(),
            CudaDriver.CUDA_ERROR_SYSTEM_NOT_READY(), CudaDriver.CUDA_ERROR_MPS_CONNECTION_FAILED(),
            CudaDriver.CUDA_ERROR_MPS_RPC_FAILURE(), CudaDriver.CUDA_ERROR_MPS_SERVER_NOT_READY(),
            CudaDriver.CUDA_ERROR_MPS_MAX_CLIENTS_REACHED(), CudaDriver.CUDA_ERROR_MPS_MAX_CONNECTIONS_REACHED(),
            CudaDriver.CUDA_ERROR_MPS_CLIENT_TERMINATED(), CudaDriver.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH(),
            CudaDriver.CUDA_ERROR_OPERATING_SYSTEM(), CudaDriver.CUDA_ERROR_UNKNOWN());

    /** What a code of the driver or the runtime means. */
    static Kind kind(int status) {
        if (status == CudaDriver.CUDA_ERROR_OUT_OF_MEMORY()) {
            return Kind.OUT_OF_MEMORY;
        }
        return BY_A_KERNEL.contains(status) || OTHERWISE.contains(status) ? Kind.CARD_LOST : Kind.OTHER;
    }

    /** Whether a code of the driver or the runtime is the lasting failure of a kernel. */
    static boolean byAKernel(int status) {
        return BY_A_KERNEL.contains(status);
    }

    /**
     * What a code of cuBLAS means, beside what the card itself says. Most codes of cuBLAS are the same for a card that
     * is lost and for a call that was refused.
     */
    static Kind blasKind(int status, int card) {
        Kind kind = kind(card);
        return kind == Kind.OTHER && status == CuBlasLibrary.CUBLAS_STATUS_ALLOC_FAILED() ? Kind.OUT_OF_MEMORY : kind;
    }
}
