package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.CuBlas;
import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.Nvrtc;

/**
 * One open card with our kernels on it. Belongs to the platform thread that opened it.
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
 */
record Card(CudaDevice device, Kernels kernels, CudaStream products, CudaStream work, CuBlas blas)
        implements
            AutoCloseable {
    /** What NVIDIA advises for Hopper; enough for all others. */
    private static final long WORKSPACE = 32L << 20;

    /** Makes what is missing on a card that was just opened; closes the card if that fails. */
    static Card on(CudaDevice device, Nvrtc nvrtc, CubinCache cache) {
        try {
            Kernels kernels = Kernels.load(device, nvrtc, cache);
            CudaStream products = device.newStream();
            CudaStream work = device.newStream();
            CuBlas blas = device.newBlas(products, device.allocate(WORKSPACE, "cuBLAS's workspace").all());
            return new Card(device, kernels, products, work, blas);
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
