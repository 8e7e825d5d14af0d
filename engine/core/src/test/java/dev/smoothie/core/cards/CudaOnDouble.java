package dev.smoothie.core.cards;

import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.testing.CudaDouble;
import dev.smoothie.core.cards.encoder.EncoderPrograms;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Gives tests CUDA as the double has it, with the emulated kernels. What is tested on it has not been tested on a GPU.
 */
public final class CudaOnDouble {
    private final CudaDouble library;

    private CudaOnDouble(CudaDouble library) {
        this.library = library;
    }

    /** Freshly reset; empty where there are no compilers. */
    public static Optional<CudaOnDouble> find() {
        Optional<Path> kernels = EmulatedKernels.library();
        return kernels.isEmpty() ? Optional.empty() : CudaDouble.ofProcess().map(found -> {
            found.kernels(kernels.get());
            EmulatedKernels.order(0);
            return new CudaOnDouble(found);
        });
    }

    /** The library of emulated kernels. */
    public static Path kernels() {
        return EmulatedKernels.library().orElseThrow();
    }

    /**
     * The environment in which another process finds the double, with one card that is a Hopper card or an older one, and runs
     * the kernels of an encoder of these sizes; empty where there are no compilers.
     */
    public static Optional<Map<String, String>> environment(boolean hopper, int hidden, int head) {
        return find().map(found -> Map.of("SMOOTHIE_CUDA_HOME", found.library.home().toString(),
                "SMOOTHIE_CUDA_DOUBLE_CAPABILITY", hopper ? "9.0" : "8.0",
                "SMOOTHIE_CUDA_DOUBLE_KERNELS",
                "%s:%s".formatted(kernels(), encoder(hopper, hidden, head))));
    }

    private static Path encoder(boolean hopper, int hidden, int head) {
        return hopper
                ? EmulatedKernels.encoder(EncoderPrograms.hopper(hidden, head), "hopper_emulation.cpp")
                : EmulatedKernels.encoder(EncoderPrograms.plain(hidden, head), "encoder_emulation.cpp");
    }

    /** Makes the double's first card a Hopper card or an older one, and lets it run the kernels of an encoder of these sizes. */
    public void encoderKernels(boolean hopper, int hidden, int head) {
        library.capability(0, hopper ? 9 : 8, 0);
        library.kernels(encoder(hopper, hidden, head));
    }

    /** See {@link EmulatedKernels#order}. */
    public static void order(int order) {
        EmulatedKernels.order(order);
    }

    /** What failures are injected through. */
    public CudaDouble library() {
        return library;
    }

    /** CUDA with that many cards of 1 GiB; empty where this process uses the real one. */
    public Optional<Cuda> cuda(int cards) {
        library.devices(cards);
        return library.load().cuda().toOptional();
    }
}
