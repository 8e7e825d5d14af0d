package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.NativeLibrary;
import dev.smoothie.bindings.cuda.CudaSetup.Part;
import dev.smoothie.bindings.generated.cublas.CuBlasLibrary;
import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts CUDA step by step: the driver, its cards, then the libraries that it can serve. The first step that fails ends
 * it with its reason, so that a machine without a card loads nothing that is large.
 */
final class CudaStart {
    static final String ASK_NVIDIA_SMI = "see whether nvidia-smi works; if not, reinstall the driver or restart the machine";

    private final CudaPlaces places;
    private final List<Part> parts;

    CudaStart(CudaPlaces places, List<Part> parts) {
        this.places = places;
        this.parts = parts;
    }

    Availability<Cuda> run() {
        String os = System.getProperty("os.name");
        if (!os.equals("Linux")) {
            return fail("driver", "smoothie uses CUDA on Linux only, and this is " + os, "use another backend");
        }
        return switch (CudaLibraries.loadDriver(places)) {
            case Absent<NativeLibrary>(String reason, String remedy) -> fail("driver", reason, remedy);
            case Present<NativeLibrary>(NativeLibrary driver) -> withDriver(driver);
        };
    }

    private Availability<Cuda> withDriver(NativeLibrary driver) {
        CudaVersion version = driverVersion();
        note("driver", "serves CUDA up to %s, %s".formatted(version, driver.path()));
        List<Integer> majors = majors(version);
        if (majors.isEmpty()) {
            return fail("driver", "the NVIDIA driver serves CUDA up to %s only, and smoothie needs %d or later"
                    .formatted(version, CudaLibraries.MAJORS.getLast()), "update the driver");
        }
        return switch (VisibleDevices.find(places)) {
            case Absent<List<DeviceInfo>>(String reason, String remedy) -> fail("device", reason, remedy);
            case Present<List<DeviceInfo>>(List<DeviceInfo> cards) -> {
                cards.forEach(card -> note("device", card.describe()));
                yield withCards(version, majors, cards);
            }
        };
    }

    private Availability<Cuda> withCards(CudaVersion version, List<Integer> majors, List<DeviceInfo> cards) {
        CudaLibraries toolkit = CudaLibraries.loadToolkit(places, majors);
        List<Absent<?>> missing = toolkit.missing();
        toolkit.found().forEach((library, found) -> parts.add(new Part(library.label(), switch (found) {
            case Absent<NativeLibrary>(String reason, String remedy) -> new Absent<>(reason, remedy);
            case Present<NativeLibrary>(NativeLibrary there) -> new Present<>(there.path().toString());
        })));
        if (!missing.isEmpty()) {
            String newer = majors.contains(CudaLibraries.MAJORS.getFirst())
                    ? ""
                    : "; the driver serves CUDA up to %s, so newer libraries are of no use to it".formatted(version);
            return new Absent<>(
                    missing.stream().map(Absent::reason).distinct().collect(Collectors.joining("; ")) + newer,
                    missing.stream().map(Absent::remedy).distinct().collect(Collectors.joining("; ")));
        }
        return start(version, toolkit, cards);
    }

    private Availability<Cuda> start(CudaVersion driver, CudaLibraries toolkit, List<DeviceInfo> cards) {
        CudaVersion runtime = runtimeVersion();
        try (Arena arena = Arena.ofConfined()) {
            int status = CudaRuntime.cudaGetDeviceCount(arena.allocate(CudaRuntime.C_INT));
            if (status == CudaRuntime.cudaErrorInsufficientDriver()) {
                return fail("cudart", "the driver serves CUDA up to %s, too old for the libraries of %s (%s)".formatted(
                        driver, runtime, CudaStatus.describeRuntime(status)),
                        "update the driver, or install CUDA "
                                + driver);
            }
            CudaStatus.runtime(status, "cudaGetDeviceCount", () -> "of CUDA " + runtime);
        }
        Path nvrtc = toolkit.path(CudaLibrary.NVRTC);
        return new Present<>(new Cuda(driver, runtime, blasVersion(), Nvrtc.describe(nvrtc), cards));
    }

    /** Loads NVRTC alone: the version that {@link #run()} would take. It needs no card, and no driver either. */
    static Availability<Nvrtc> nvrtc(CudaPlaces places) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Absent<>("smoothie uses CUDA on Linux only", "use another backend");
        }
        List<Integer> majors = CudaLibraries.loadDriver(places) instanceof Present
                ? majors(driverVersion())
                : CudaLibraries.MAJORS;
        try {
            return switch (CudaLibraries.loadNvrtc(places, majors)) {
                case Absent<NativeLibrary>(String reason, String remedy) -> new Absent<>(reason, remedy);
                case Present<NativeLibrary>(NativeLibrary library) -> new Present<>(Nvrtc.describe(library.path()));
            };
        } catch (CudaException | LinkageError e) {
            return new Absent<>("NVRTC does not start: " + e.getMessage(), "reinstall it");
        }
    }

    private static List<Integer> majors(CudaVersion driver) {
        return CudaLibraries.MAJORS.stream().filter(major -> major <= driver.major()).toList();
    }

    private static CudaVersion driverVersion() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(CudaDriver.C_INT);
            CudaStatus.driver(CudaDriver.cuDriverGetVersion(number), "cuDriverGetVersion", () -> "the driver");
            return CudaVersion.of(number.get(CudaDriver.C_INT, 0));
        }
    }

    private static CudaVersion runtimeVersion() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(CudaRuntime.C_INT);
            CudaStatus.runtime(CudaRuntime.cudaRuntimeGetVersion(number), "cudaRuntimeGetVersion",
                    () -> "the runtime");
            return CudaVersion.of(number.get(CudaRuntime.C_INT, 0));
        }
    }

    /** The version of cuBLAS. It is asked without a handle, which would take memory of a card and time. */
    static String blasVersion() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(CuBlasLibrary.C_INT);
            var version = new ArrayList<String>();
            for (int property : new int[]{CuBlasLibrary.MAJOR_VERSION(), CuBlasLibrary.MINOR_VERSION(),
                    CuBlasLibrary.PATCH_LEVEL()}) {
                CudaStatus.cublas(CuBlasLibrary.cublasGetProperty(property, value), "cublasGetProperty",
                        () -> "property " + property);
                version.add(Integer.toString(value.get(CuBlasLibrary.C_INT, 0)));
            }
            return String.join(".", version);
        }
    }

    private void note(String part, String state) {
        parts.add(new Part(part, new Present<>(state)));
    }

    private Availability<Cuda> fail(String part, String reason, String remedy) {
        parts.add(new Part(part, new Absent<>(reason, remedy)));
        return new Absent<>(reason, remedy);
    }
}
