package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.report.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says which instructions for vectors and matrices the processor has, and who uses them. Linux lists them; other systems
 * are not asked.
 *
 * @param flags
 *            the processor's flags, as Linux names them
 */
record Processor(Set<String> flags) {
    private static final String OF_EMBEDDER = "ONNX Runtime chooses its 8-bit kernels by it, for embedders such as the bundled one";

    /**
     * A kind of instructions.
     *
     * @param name
     *            what people call it
     * @param flags
     *            the processor has it if it has one of these
     */
    private record Kind(String name, List<String> flags) {}

    private static final Kind AVX_512 = new Kind("AVX-512", List.of("avx512f"));
    private static final Kind VNNI = new Kind("VNNI", List.of("avx512_vnni", "avx_vnni"));
    private static final Kind AMX = new Kind("AMX", List.of("amx_int8"));
    private static final Kind DOT = new Kind("dot product", List.of("asimddp"));
    private static final Kind I8MM = new Kind("8-bit matrices (I8MM)", List.of("i8mm"));
    private static final Kind SVE = new Kind("SVE", List.of("sve"));

    Processor {
        flags = Set.copyOf(flags);
    }

    /** The processor that the system describes in {@code /proc/cpuinfo}; empty where there is no such file. */
    static Optional<Processor> ofSystem() {
        return of(Path.of("/proc/cpuinfo"));
    }

    static Optional<Processor> of(Path cpuInfo) {
        try (var lines = Files.lines(cpuInfo)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features")).findFirst()
                    .map(line -> new Processor(
                            Arrays.stream(line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
                                    .collect(Collectors.toSet())));
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    /**
     * What it has.
     *
     * @param kernels
     *            what the backends on this processor say of themselves
     */
    List<Finding> findings(String kernels) {
        boolean arm = flags.contains("asimd");
        return arm
                ? List.of(finding(DOT, OF_EMBEDDER), finding(I8MM, OF_EMBEDDER),
                        finding(SVE, "kernels in use: " + kernels))
                : List.of(finding(AVX_512, "kernels in use: " + kernels), finding(VNNI, OF_EMBEDDER),
                        finding(AMX, OF_EMBEDDER));
    }

    private Finding finding(Kind kind, String used) {
        boolean there = kind.flags().stream().anyMatch(flags::contains);
        return new Finding("processor", kind.name(), there,
                there
                        ? used
                        : "this processor does not have it, or the system hides it; narrower instructions are used");
    }
}
