package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.CudaKernel;
import dev.smoothie.bindings.cuda.CudaModule;
import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.bindings.cuda.Nvrtc;
import java.util.HashMap;
import java.util.Map;

/** Compiles a {@link KernelProgram} for one card, loads its kernels and launches them. */
public final class CardKernels {
    private final CudaModule module;
    private final Map<String, CudaKernel> kernels = new HashMap<>();

    private CardKernels(CudaModule module) {
        this.module = module;
    }

    /** Compiles the kernels, or takes them from the cache, and loads them. */
    static CardKernels load(CudaDevice device, Nvrtc nvrtc, CubinCache cache, KernelProgram program) {
        byte[] cubin = cache.get(nvrtc, program.source(), nvrtc.architectureFor(device.info()));
        return new CardKernels(device.load(cubin, program.name()));
    }

    /** Allows a kernel this much shared memory, see {@link CudaKernel#allowShared}. */
    public void allowShared(String name, int bytes) {
        kernel(name).allowShared(bytes);
    }

    private CudaKernel kernel(String name) {
        return kernels.computeIfAbsent(name, module::kernel);
    }

    /** Gives a kernel to a stream; arguments as in {@link CudaKernel#launch}. */
    public void launch(String name, CudaStream stream, LaunchShape shape, Object... arguments) {
        kernel(name).launch(stream, shape, arguments);
    }

    /** Blocks of {@code threads} threads for {@code count} things, {@code each} of them a block. */
    public static LaunchShape blocks(long count, int each, int threads) {
        return LaunchShape.of(Math.toIntExact(Math.ceilDiv(count, each)), threads);
    }
}
