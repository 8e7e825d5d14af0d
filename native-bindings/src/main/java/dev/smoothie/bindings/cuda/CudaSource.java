package dev.smoothie.bindings.cuda;

import java.util.ArrayList;
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
 * @param target
 *            which cards its compiled form is for
 */
public record CudaSource(String name, String text, List<String> options, Target target) {

    /** Which cards a compiled source is for. */
    public enum Target {
        /** All of the architecture's generation, from it on: {@code sm_90}. */
        GENERATION(""),
        /**
         * Those of exactly the architecture: {@code sm_90a}, with instructions that later cards do not have, as
         * {@code wgmma}. There is none before 9.0, and no other card loads what was compiled for one.
         */
        ARCHITECTURE("a");

        private final String suffix;

        Target(String suffix) {
            this.suffix = suffix;
        }

        /** What NVRTC calls it: {@code sm_90a}. */
        String of(int architecture) {
            return "sm_" + architecture + suffix;
        }
    }

    public CudaSource {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(target, "target");
        options = List.copyOf(options);
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("a source's name has letters, digits and . _ - only, got " + name);
        }
    }

    /** For all cards of a generation. */
    public CudaSource(String name, String text, List<String> options) {
        this(name, text, options, Target.GENERATION);
    }

    /** The same source, with its architecture's own instructions: {@link Target#ARCHITECTURE}. */
    public CudaSource withOwnInstructions() {
        return new CudaSource(name, text, options, Target.ARCHITECTURE);
    }

    /**
     * The same source, with a constant of the preprocessor more: {@code -DHEAD=32}.
     *
     * @param constant
     *            its name, a C identifier
     * @param value
     *            what it stands for
     */
    public CudaSource withDefined(String constant, long value) {
        if (!constant.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("source %s: a constant's name is an identifier, got %s".formatted(name,
                    constant));
        }
        var more = new ArrayList<>(options);
        more.add("-D%s=%d".formatted(constant, value));
        return new CudaSource(name, text, more, target);
    }
}
