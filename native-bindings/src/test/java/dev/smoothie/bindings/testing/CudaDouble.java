package dev.smoothie.bindings.testing;

import dev.smoothie.bindings.cuda.CudaSetup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * A double of CUDA for machines without a GPU: one library in C, compiled when a test first asks for it, that exports
 * what the bindings call and computes on the host. What it checks and injects is written in
 * {@code double/cuda_double.h}. It tests marshalling, control flow, lifetimes and errors; nothing that passes on it has
 * been tested on a GPU.
 */
public final class CudaDouble {
    private static final List<String> SOURCES = List.of("cuda_double.h", "blas.c", "compiler.c", "control.c",
            "driver.c", "launch.c", "memory.c", "streams.c", "tensor_map.c",
            "types.c");
    private static final List<String> NAMES = List.of("libcuda.so.1", "libcudart.so.13", "libcublas.so.13",
            "libnvrtc.so.13");

    private static final class Holder {
        private static final Optional<CudaDouble> OF_PROCESS = hasCompiler()
                ? Optional.of(new CudaDouble(build()))
                : Optional.empty();
    }

    private final Path home;
    private final SymbolLookup symbols;

    private CudaDouble(Path home) {
        this.home = home;
        this.symbols = SymbolLookup.libraryLookup(home.resolve("lib64").resolve(NAMES.getFirst()), Arena.global());
    }

    /** The double of this process, freshly reset; none where there is no gcc, or no Linux. */
    public static Optional<CudaDouble> ofProcess() {
        Holder.OF_PROCESS.ifPresent(CudaDouble::reset);
        return Holder.OF_PROCESS;
    }

    /** What {@code SMOOTHIE_CUDA_HOME} must name to have it loaded, by this process or another. */
    public Path home() {
        return home;
    }

    /** Loads it in place of CUDA. A process that has done so cannot load CUDA itself. */
    public CudaSetup load() {
        return CudaSetup.load(Map.of("SMOOTHIE_CUDA_HOME", home.toString()));
    }

    /**
     * Compiles C that holds bodies of kernels into a library for {@link #kernels}.
     *
     * @param library
     *            the file to write
     */
    public static void compile(Path library, List<Path> sources) {
        var command = new ArrayList<>(
                List.of("gcc", "-std=gnu17", "-O3", "-march=native",
                        "-fPIC", "-shared", "-fvisibility=hidden", "-o", library.toString()));
        sources.stream().map(Path::toString).forEach(command::add);
        command.addAll(List.of("-ldl", "-lpthread"));
        try {
            Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (gcc.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + "\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One device of 1 GiB and compute capability 9.0, and nothing open; kernels stay. */
    public void reset() {
        call("smoothie_double_reset", FunctionDescriptor.ofVoid());
    }

    /** How many devices there are from the next {@link #load()} on; 1 to 8, or none. */
    public void devices(int count) {
        call("smoothie_double_devices", FunctionDescriptor.ofVoid(JAVA_INT), count);
    }

    /** The memory of a device in bytes; only counted, so it may be more than the host has. */
    public void memory(int device, long bytes) {
        call("smoothie_double_memory", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG), device, bytes);
    }

    /** The compute capability of a device from the next {@link #load()} on: 8 and 6 for 8.6. */
    public void capability(int device, int major, int minor) {
        call("smoothie_double_capability", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT), device, major,
                minor);
    }

    /** The CUDA up to which the driver serves: 13000 for 13.0. */
    public void driver(int version) {
        call("smoothie_double_driver", FunctionDescriptor.ofVoid(JAVA_INT), version);
    }

    /** Lets the {@code nth} call of a function from now on (1 is the next) return a status and do nothing. */
    public void fail(String function, int status, int nth) {
        fail("smoothie_double_fail", function, status, nth);
    }

    /**
     * As {@link #fail}, and the device of the thread that calls is lost by it: it returns the status to all calls from
     * then on, as a card does after a kernel's illegal access (700) or an uncorrectable error of its memory (214).
     */
    public void lose(String function, int status, int nth) {
        fail("smoothie_double_lose", function, status, nth);
    }

    private void fail(String how, String function, int status, int nth) {
        try (Arena arena = Arena.ofConfined()) {
            call(how, FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT),
                    arena.allocateFrom(function), status, nth);
        }
    }

    /** Lets allocations on a device of more bytes than this fail. */
    public void failAbove(long bytes) {
        call("smoothie_double_fail_above", FunctionDescriptor.ofVoid(JAVA_LONG), bytes);
    }

    /** Bytes that are allocated on a device. */
    public long used(int device) {
        return (long) call("smoothie_double_used", FunctionDescriptor.of(JAVA_LONG, JAVA_INT), device);
    }

    /** How many things are open: allocations, pinned buffers, streams, events, handles, modules, programs. */
    public int open() {
        return (int) call("smoothie_double_open", FunctionDescriptor.of(JAVA_INT));
    }

    /** How often a function was called since the reset. */
    public long calls(String function) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) call("smoothie_double_calls", FunctionDescriptor.of(JAVA_LONG, ADDRESS),
                    arena.allocateFrom(function));
        }
    }

    /** What the last misuse was, in words; empty if there was none. */
    public String complaint() {
        return ((MemorySegment) call("smoothie_double_complaint", FunctionDescriptor.of(ADDRESS)))
                .reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** Adds a library of kernels' bodies; the same one again does nothing. */
    public void kernels(Path library) {
        try (Arena arena = Arena.ofConfined()) {
            call("smoothie_double_kernels", FunctionDescriptor.ofVoid(ADDRESS), arena.allocateFrom(library.toString()));
        }
    }

    private Object call(String function, FunctionDescriptor descriptor, Object... arguments) {
        MethodHandle handle = Linker.nativeLinker().downcallHandle(symbols.findOrThrow(function), descriptor);
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(function, e);
        }
    }

    private static boolean hasCompiler() {
        return System.getProperty("os.name").equals("Linux")
                && Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcc")));
    }

    private static Path build() {
        try {
            Path home = Files.createTempDirectory("smoothie-cuda-double");
            Path lib = Files.createDirectories(home.resolve("lib64"));
            var all = new ArrayList<Path>();
            for (String source : SOURCES) {
                Path file = home.resolve(source);
                try (InputStream in = CudaDouble.class.getResourceAsStream("double/" + source)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
                all.add(file);
            }
            Path library = lib.resolve("libcuda_double_not_a_gpu.so");
            compile(library, all.stream().filter(file -> file.toString().endsWith(".c")).toList());
            for (String name : NAMES) {
                Files.createSymbolicLink(lib.resolve(name), library.getFileName());
            }
            deleteAtExit(home);
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAtExit(Path home) throws IOException {
        home.toFile().deleteOnExit(); // in reverse order of these calls
        try (Stream<Path> files = Files.walk(home)) {
            files.forEach(file -> file.toFile().deleteOnExit());
        }
    }
}
