package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CudaSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Kernels that are compiled together, from CUDA C files among the resources of this module.
 *
 * @param name
 *            what messages and the cache call it
 * @param files
 *            the files in the order in which they are compiled as one text: names in this package, or paths from the root
 *            of the resources that begin with a slash. A jar knows no {@code ..}
 * @param options
 *            of the compiler, beside the standard and the architecture
 * @param ownInstructions
 *            whether it uses instructions that only one architecture has
 */
public record KernelProgram(String name, List<String> files, List<String> options, boolean ownInstructions) {

    /** The kernels of searches, row estimates and means. */
    public static final KernelProgram ESTIMATOR = new KernelProgram("smoothie",
            List.of("common.cu", "pack.cu", "select.cu", "exact.cu", "estimates.cu", "copy.cu"),
            List.of());

    public KernelProgram {
        files = List.copyOf(files);
        options = List.copyOf(options);
    }

    /** Kernels that any card of an architecture's generation runs. */
    public KernelProgram(String name, List<String> files, List<String> options) {
        this(name, files, options, false);
    }

    /** The same with instructions that only one architecture has. */
    public KernelProgram withOwnInstructions() {
        return new KernelProgram(name, files, options, true);
    }

    /** What the compiler gets. */
    public CudaSource source() {
        var all = new ArrayList<String>(options);
        all.addFirst("--std=c++17");
        var source = new CudaSource(name, text(), all);
        return ownInstructions ? source.withOwnInstructions() : source;
    }

    /** The text that is compiled. */
    public String text() {
        var text = new StringBuilder();
        for (String file : files) {
            try (InputStream in = KernelProgram.class.getResourceAsStream(file)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("the kernels of this build cannot be read: " + file, e);
            }
        }
        return text.toString();
    }
}
