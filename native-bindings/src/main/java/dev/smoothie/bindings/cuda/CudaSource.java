package dev.smoothie.bindings.cuda;

import java.util.List;
import java.util.Objects;

/**
 * CUDA C++ to be compiled by {@link Nvrtc}. It may include no header, because the machine that runs it need not have
 * any.
 *
 * @param name
 *            what messages of the compiler call it, and its compiled form in the cache; letters, digits, {@code . _ -}
 * @param text
 *            the source
 * @param options
 *            of NVRTC, but for the architecture: {@code --use_fast_math}
 */
public record CudaSource(String name, String text, List<String> options) {
    public CudaSource {
        Objects.requireNonNull(text, "text");
        options = List.copyOf(options);
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("a source's name has letters, digits and . _ - only, got " + name);
        }
    }
}
