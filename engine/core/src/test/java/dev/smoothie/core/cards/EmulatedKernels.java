package dev.smoothie.core.cards;

import dev.smoothie.core.cards.device.KernelProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The kernels that ship, compiled as host C++ (see {@code src/test/c/cuda_emulation.h}) for the double of CUDA: each
 * thread of a block is a fiber. What passes on it is right as C++ and has all the barriers it needs; it has not been
 * tested on a GPU.
 */
final class EmulatedKernels {
    /** From the folder of the module whose tests run: this one, or the command line's. */
    private static final Path SOURCES = Stream.of("src/test/c", "../engine/core/src/test/c").map(Path::of)
            .filter(Files::isDirectory).findFirst().orElseThrow();

    private static final class Holder {
        private static final Optional<Path> LIBRARY = hasCompiler()
                ? Optional.of(compile(KernelProgram.ESTIMATOR, "cuda_emulation.cpp", "-O2"))
                : Optional.empty();
    }

    private static final Map<KernelProgram, Path> ENCODERS = new HashMap<>();

    private EmulatedKernels() {}

    /** The library for {@code CudaDouble.kernels}, compiled when it is first asked for; none where there is no g++. */
    static Optional<Path> library() {
        return Holder.LIBRARY;
    }

    /**
     * The kernels of an encoder as a library, compiled when it is first asked for: there are many, and each runs for so short a
     * time that more than the first level of optimization takes longer than it saves.
     */
    static synchronized Path encoder(KernelProgram program, String source) {
        return ENCODERS.computeIfAbsent(program, asked -> compile(asked, source, "-O1"));
    }

    /**
     * In which order the threads of a block run from one barrier to the next: 0 forwards, 1 backwards, others shuffled.
     */
    static void order(int order) {
        order(library().orElseThrow(), order);
        ENCODERS.values().forEach(encoder -> order(encoder, order));
    }

    @SuppressWarnings("restricted") // calls a library that this class has just compiled
    private static void order(Path library, int order) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        try {
            Linker.nativeLinker().downcallHandle(symbols.findOrThrow("smoothie_emulation_order"),
                    FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(order);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static boolean hasCompiler() {
        return System.getProperty("os.name").equals("Linux") && onPath("g++").isPresent();
    }

    static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst();
    }

    private static Path compile(KernelProgram program, String source, String optimization) {
        try {
            Path folder = Files.createTempDirectory("smoothie-emulated-kernels");
            Path kernels = Files.writeString(folder.resolve("kernels.inc"), program.text());
            Path library = folder.resolve("libemulated_kernels_not_a_gpu.so");
            // No contraction: a + b * c is what the sources say. fma itself is one instruction where the processor has
            // it.
            var command = new ArrayList<>(List.of("g++", "-std=c++17", optimization, "-march=native", "-Wall",
                    "-Wextra", "-Wno-unknown-pragmas", "-Werror", "-U_FORTIFY_SOURCE", "-ffp-contract=off",
                    "-fno-strict-aliasing", "-fPIC", "-shared",
                    "-fvisibility=hidden", "-DKERNELS=\"%s\"".formatted(kernels), "-o", library.toString(),
                    SOURCES.resolve(source).toString()));
            command.addAll(program.options());
            command.add("-DEMULATION");
            run(command);
            for (Path file : List.of(folder, kernels, library)) {
                file.toFile().deleteOnExit();
            }
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program; returns what it said. */
    static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + "\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
