package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.CudaDevice;
import dev.smoothie.bindings.cuda.CudaKernel;
import dev.smoothie.bindings.cuda.CudaModule;
import dev.smoothie.bindings.cuda.CudaSource;
import dev.smoothie.bindings.cuda.CudaStream;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.bindings.cuda.Nvrtc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiles our kernels for one card, from the sources beside this class, loads and launches them. */
public final class CardKernels {
    private static final List<String> FILES = List.of("common.cu", "pack.cu", "select.cu", "exact.cu", "estimates.cu");

    private final CudaModule module;
    private final Map<String, CudaKernel> kernels = new HashMap<>();

    private CardKernels(CudaModule module) {
        this.module = module;
    }

    /** Compiles them, or takes them from the cache, and loads them. */
    static CardKernels load(CudaDevice device, Nvrtc nvrtc, CubinCache cache) {
        var source = new CudaSource("smoothie", source(), List.of("--std=c++17"));
        byte[] cubin = cache.get(nvrtc, source, nvrtc.architectureFor(device.info()));
        return new CardKernels(device.load(cubin, source.name()));
    }

    /** The text that is compiled: all files, one after the other. */
    public static String source() {
        var text = new StringBuilder();
        for (String file : FILES) {
            try (InputStream in = CardKernels.class.getResourceAsStream(file)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("the kernels of this build cannot be read: " + file, e);
            }
        }
        return text.toString();
    }

    /** Gives a kernel to a stream; arguments as in {@link CudaKernel#launch}. */
    public void launch(String name, CudaStream stream, LaunchShape shape, Object... arguments) {
        kernels.computeIfAbsent(name, module::kernel).launch(stream, shape, arguments);
    }

    /** Blocks of {@code threads} threads for {@code count} things, {@code each} of them a block. */
    public static LaunchShape blocks(long count, int each, int threads) {
        return LaunchShape.of(Math.toIntExact(Math.ceilDiv(count, each)), threads);
    }
}
