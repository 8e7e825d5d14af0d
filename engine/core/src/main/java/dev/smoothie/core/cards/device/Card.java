package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CuBlas;
import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.Nvrtc;
import java.util.function.Function;

/**
 * An open card with our kernels, streams and cuBLAS on it: what all jobs on cards are given. Belongs to the platform
 * thread that opened it.
 *
 * @param device
 *            the card
 * @param kernels
 *            our kernels
 * @param products
 *            the stream of matrix products
 * @param work
 *            the stream of everything else
 * @param blas
 *            cuBLAS on {@code products}
 * @param staging
 *            what {@link Staging} copies through
 * @param compiler
 *            compiles other kernels for this card, and loads them
 */
public record Card(CudaDevice device, CardKernels kernels, CudaStream products, CudaStream work, CuBlas blas,
        StagingBuffers staging, Function<KernelProgram, CardKernels> compiler)
        implements
            AutoCloseable {
    /** What NVIDIA advises for Hopper; enough for all others. */
    private static final long WORKSPACE = 32L << 20;

    /** Adds kernels, streams and cuBLAS to a card that was just opened; closes the card if that fails. */
    public static Card on(CudaDevice device, Nvrtc nvrtc, CubinCache cache) {
        try {
            CardKernels kernels = CardKernels.load(device, nvrtc, cache, KernelProgram.ESTIMATOR);
            CudaStream products = device.newStream();
            CudaStream work = device.newStream();
            CuBlas blas = device.newBlas(products, device.allocate(WORKSPACE, "cuBLAS's workspace").all());
            return new Card(device, kernels, products, work, blas, new StagingBuffers(device),
                    program -> CardKernels.load(device, nvrtc, cache, program));
        } catch (RuntimeException | Error e) {
            device.close();
            throw e;
        }
    }

    /** Frees everything that was made on the card. */
    @Override
    public void close() {
        device.close();
    }
}
