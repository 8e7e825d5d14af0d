package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.generated.nvrtc.NvrtcCompiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compiles CUDA C++ for a card's architecture. Needs neither a card nor a driver. Any thread may call; calls wait for
 * each other.
 */
public final class Nvrtc {
    private static final class Holder {
        private static final Availability<Nvrtc> OF_PROCESS = CudaStart.nvrtc(CudaPlaces.of(System.getenv()));
    }

    private final Path path;
    private final CudaVersion version;
    private final List<Integer> architectures;

    private Nvrtc(Path path, CudaVersion version, List<Integer> architectures) {
        this.path = path;
        this.version = version;
        this.architectures = architectures;
    }

    /**
     * The NVRTC of this process, loaded when it is first asked for, where {@link Cuda#ofProcess()} finds it too; also
     * there where a driver or a card is missing.
     */
    public static Availability<Nvrtc> ofProcess() {
        return Holder.OF_PROCESS;
    }

    static Nvrtc describe(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment two = arena.allocate(NvrtcCompiler.C_INT, 2);
            CudaStatus.nvrtc(NvrtcCompiler.nvrtcVersion(two, two.asSlice(Integer.BYTES)), "nvrtcVersion",
                    path::toString);
            var version = new CudaVersion(two.getAtIndex(NvrtcCompiler.C_INT, 0),
                    two.getAtIndex(NvrtcCompiler.C_INT, 1));
            CudaStatus.nvrtc(NvrtcCompiler.nvrtcGetNumSupportedArchs(two), "nvrtcGetNumSupportedArchs",
                    path::toString);
            MemorySegment all = arena.allocate(NvrtcCompiler.C_INT, two.get(NvrtcCompiler.C_INT, 0));
            CudaStatus.nvrtc(NvrtcCompiler.nvrtcGetSupportedArchs(all), "nvrtcGetSupportedArchs", path::toString);
            return new Nvrtc(path, version,
                    IntStream.of(all.toArray(NvrtcCompiler.C_INT)).sorted().boxed().toList());
        }
    }

    /** Where it was loaded from. */
    public Path path() {
        return path;
    }

    /** Its version. */
    public CudaVersion version() {
        return version;
    }

    /** The architectures that it compiles for, ascending: {@code 90} for {@code sm_90}. */
    public List<Integer> architectures() {
        return architectures;
    }

    /**
     * The architecture to compile for so that a card can run it: its own, or, where this NVRTC is older than the card,
     * the highest of the same generation below it, whose code runs there.
     *
     * @throws CudaException
     *             if there is none: with what to install
     */
    public int architectureFor(DeviceInfo card) {
        return architectures.stream()
                .filter(known -> known / 10 == card.major() && known <= card.architecture()).reduce((_, later) -> later)
                .orElseThrow(() -> new CudaException("nvrtcGetSupportedArchs", 0, "NVRTC_SUCCESS",
                        CudaException.Kind.OTHER,
                        "NVRTC %s (%s) compiles for %s, and not for %s; install the NVRTC of a CUDA that knows it"
                                .formatted(version, path, architectures, card.describe())));
    }

    /**
     * Compiles to a CUBIN.
     *
     * @param source
     *            what to compile
     * @param architecture
     *            one of {@link #architectures()}
     * @return what {@link CudaDevice#load} takes
     * @throws CudaException
     *             if it does not compile: with the compiler's log
     */
    public byte[] compile(CudaSource source, int architecture) {
        return compileWithLog(source, architecture).cubin();
    }

    /**
     * Compiles as {@link #compile} does, and keeps what the compiler said.
     *
     * @param source
     *            what to compile
     * @param architecture
     *            one of {@link #architectures()}
     * @throws CudaException
     *             if it does not compile: with the compiler's log
     */
    public synchronized Compilation compileWithLog(CudaSource source, int architecture) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ValueLayout.ADDRESS);
            CudaStatus.nvrtc(
                    NvrtcCompiler.nvrtcCreateProgram(pointer, arena.allocateFrom(source.text()),
                            arena.allocateFrom(source.name()), 0, MemorySegment.NULL, MemorySegment.NULL),
                    "nvrtcCreateProgram", source::name);
            try {
                return compile(pointer.get(NvrtcCompiler.C_POINTER, 0), source, architecture, arena);
            } finally {
                int _ = NvrtcCompiler.nvrtcDestroyProgram(pointer);
            }
        }
    }

    private Compilation compile(MemorySegment program, CudaSource source, int architecture, Arena arena) {
        List<String> options = options(source, architecture);
        MemorySegment texts = arena.allocate(ValueLayout.ADDRESS, options.size());
        for (int i = 0; i < options.size(); i++) {
            texts.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(options.get(i)));
        }
        int status = NvrtcCompiler.nvrtcCompileProgram(program, options.size(), texts);
        CudaStatus.nvrtc(status, "nvrtcCompileProgram",
                () -> "%s for %s by NVRTC %s, %s".formatted(source.name(), source.target().of(architecture), version,
                        describeLog(log(program, arena))));
        MemorySegment size = arena.allocate(NvrtcCompiler.C_LONG);
        CudaStatus.nvrtc(NvrtcCompiler.nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize", source::name);
        MemorySegment cubin = arena.allocate(size.get(NvrtcCompiler.C_LONG, 0));
        CudaStatus.nvrtc(NvrtcCompiler.nvrtcGetCUBIN(program, cubin), "nvrtcGetCUBIN", source::name);
        return new Compilation(cubin.toArray(ValueLayout.JAVA_BYTE), log(program, arena));
    }

    /** All options that decide what a source is compiled to, beside its text and the version of NVRTC. */
    static List<String> options(CudaSource source, int architecture) {
        var options = new ArrayList<>(source.options());
        options.add("--gpu-architecture=" + source.target().of(architecture));
        return options;
    }

    private static String describeLog(String log) {
        return log.isEmpty() ? "without a log" : "with the log\n" + log + "\n";
    }

    /** What it said; empty if nothing, or if that cannot be had. */
    private static String log(MemorySegment program, Arena arena) {
        MemorySegment size = arena.allocate(NvrtcCompiler.C_LONG);
        if (NvrtcCompiler.nvrtcGetProgramLogSize(program, size) != NvrtcCompiler.NVRTC_SUCCESS()
                || size.get(NvrtcCompiler.C_LONG, 0) <= 1) {
            return "";
        }
        MemorySegment text = arena.allocate(size.get(NvrtcCompiler.C_LONG, 0));
        return NvrtcCompiler.nvrtcGetProgramLog(program, text) == NvrtcCompiler.NVRTC_SUCCESS()
                ? text.getString(0).strip()
                : "";
    }
}
