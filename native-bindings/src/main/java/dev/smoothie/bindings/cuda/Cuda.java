package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import java.util.List;

/**
 * The CUDA of this process: its libraries, loaded, and at least one card. Any thread may use it; each thread that works
 * with a card opens it for itself.
 *
 * @param driver
 *            the version up to which the driver serves
 * @param runtime
 *            the version of the runtime library
 * @param blas
 *            the version of cuBLAS
 * @param nvrtc
 *            the compiler
 * @param devices
 *            the cards that this process may see, by ordinal; not empty
 */
public record Cuda(CudaVersion driver, CudaVersion runtime, String blas, Nvrtc nvrtc, List<DeviceInfo> devices) {

    /**
     * The CUDA of this process, loaded when it is first asked for.
     *
     * @return it, or why there is none and what to do; never throws
     */
    public static Availability<Cuda> ofProcess() {
        return CudaSetup.ofProcess().cuda();
    }

    /**
     * Opens a card for the calling thread, which must be a platform thread that has none open.
     *
     * @param ordinal
     *            its index in {@link #devices()}
     * @throws CudaException
     *             if it cannot be used: it may be another process's alone
     */
    public CudaDevice open(int ordinal) {
        return CudaDevice.open(devices.get(ordinal));
    }

    /** One line: {@code CUDA 13.0 (driver 13.0), cuBLAS 13.1.0, NVRTC 13.0}. */
    public String describe() {
        return "CUDA %s (driver %s), cuBLAS %s, NVRTC %s".formatted(runtime, driver, blas, nvrtc.version());
    }
}
