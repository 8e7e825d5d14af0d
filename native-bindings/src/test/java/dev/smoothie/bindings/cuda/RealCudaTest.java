package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.bindings.NativeLibrary;
import dev.smoothie.bindings.generated.cublas.CuBlasLibrary;
import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import dev.smoothie.bindings.generated.cudaruntime.CudaRuntime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * NVIDIA's own libraries, where this machine has them: how they fail without a driver, and what the compiler makes,
 * which needs none. A machine with a driver skips the former. In a process of its own, without the double.
 */
@Tag("real-cuda")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealCudaTest {
    private static final CudaPlaces PLACES = CudaPlaces.of(System.getenv());
    private static final long UNTOUCHED = 0x5a5a5a5a5a5a5a5aL;

    @TempDir
    Path folder;

    private CudaSetup load(Path home) {
        return CudaSetup.load(new CudaPlaces(Map.of("SMOOTHIE_CUDA_HOME", home.toString()), folder,
                (soname, symbol) -> Optional.empty()));
    }

    private void assertNoDriver(String reason) {
        CudaSetup setup = load(folder);
        var absent = assertInstanceOf(Absent.class, setup.cuda());
        assertTrue(absent.reason().contains(reason), absent.reason());
        assertEquals(List.of("driver"), setup.parts().stream().map(CudaSetup.Part::name).toList());
    }

    /** Before any other: of what does not load, nothing stays. */
    @Test
    @Order(1)
    void whatIsNoDriverIsNotLoaded() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "smoothie uses CUDA on Linux only");
        Path file = folder.resolve("libcuda.so.1");
        Files.writeString(file, "INPUT(libcuda.so.580)");
        assertNoDriver("libcuda.so.1 does not load: it is not a library");
        Path mathematics = SystemLoader.find("libm.so.6", "erf").orElseThrow();
        Files.copy(mathematics, file, StandardCopyOption.REPLACE_EXISTING);
        assertNoDriver(file.toRealPath() + " has no function cuInit");
    }

    private static void assumeNoDriver() {
        assumeTrue(CudaLibraries.loadDriver(PLACES) instanceof Absent, "this machine has a driver");
    }

    private static void assumeThere(CudaLibrary library) {
        assumeTrue(CudaLibraries.loadToolkit(PLACES, CudaLibraries.MAJORS).found().get(library) instanceof Present,
                "this machine has no " + library.label() + " (set SMOOTHIE_CUDA_HOME to have it found)");
    }

    @Test
    @Order(2)
    void withoutADriverThatIsTheReason() {
        assumeNoDriver();
        var absent = assertInstanceOf(Absent.class, Cuda.ofProcess());
        assertTrue(absent.reason().contains("NVIDIA driver") || absent.reason().contains("Linux only"),
                absent.reason());
        // What newer drivers have is looked for when it is called: the bindings start without it.
        assertFalse(CudaLibraries.driverMakesTensorMaps() || CudaLibraries.driverTellsParameters());
        assertEquals(3, CudaDriver.CU_TENSOR_MAP_SWIZZLE_128B());
    }

    @Test
    @Order(3)
    void theRuntimeFailsWithoutADriverAndLeavesItsResultsUntouched() {
        assumeNoDriver();
        assumeThere(CudaLibrary.RUNTIME);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocateFrom(JAVA_LONG, UNTOUCHED, UNTOUCHED);
            int status = CudaRuntime.cudaMalloc(result, 16);
            assertEquals(CudaRuntime.cudaErrorInsufficientDriver(), status);
            var failure = assertThrows(CudaException.class,
                    () -> CudaStatus.runtime(status, "cudaMalloc", () -> "16 bytes"));
            assertEquals("cudaErrorInsufficientDriver", failure.codeName());
            assertEquals(35, CudaRuntime.cudaMemGetInfo(result, result.asSlice(8)));
            assertEquals(35, CudaRuntime.cudaStreamCreateWithFlags(result, CudaRuntime.cudaStreamNonBlocking()));
            assertArrayEquals(new long[]{UNTOUCHED, UNTOUCHED}, result.toArray(JAVA_LONG));
        }
    }

    @Test
    @Order(4)
    void cublasFailsWithoutADriverAndLeavesItsResultUntouched() {
        assumeNoDriver();
        assumeThere(CudaLibrary.CUBLAS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocateFrom(JAVA_LONG, UNTOUCHED);
            int status = CuBlasLibrary.cublasCreate_v2(result);
            assertEquals(CuBlasLibrary.CUBLAS_STATUS_NOT_INITIALIZED(), status);
            assertEquals(UNTOUCHED, result.get(JAVA_LONG, 0));
            var failure = assertThrows(CudaException.class,
                    () -> CudaStatus.cublas(status, "cublasCreate_v2", () -> "a handle"));
            assertEquals("CUBLAS_STATUS_NOT_INITIALIZED", failure.codeName());
            assertEquals(CuBlasLibrary.CUBLAS_STATUS_NOT_INITIALIZED(),
                    CuBlasLibrary.cublasSetMathMode(MemorySegment.NULL, CuBlasLibrary.CUBLAS_DEFAULT_MATH()));
            assertTrue(CudaStart.blasVersion().matches("1[23]\\.\\d+\\.\\d+"), CudaStart.blasVersion());
        }
    }

    private static Nvrtc nvrtc() {
        assumeThere(CudaLibrary.NVRTC);
        return CudaStart.nvrtc(PLACES).toOptional().orElseThrow();
    }

    @Test
    @Order(5)
    void theCompilerMakesCodeForCardsThatAreNotHere() {
        Nvrtc nvrtc = nvrtc();
        for (int architecture : new int[]{80, 90, 100}) {
            assumeTrue(nvrtc.architectures().contains(architecture),
                    "NVRTC %s does not know sm_%d".formatted(nvrtc.version(), architecture));
            byte[] cubin = nvrtc.compile(DoubledCuda.KERNELS, architecture);
            assertArrayEquals(new byte[]{0x7f, 'E', 'L', 'F'}, Arrays.copyOf(cubin, 4));
            String text = new String(cubin, StandardCharsets.ISO_8859_1);
            for (String kernel : List.of("scale", "parameters", "described", "broken")) {
                assertTrue(text.contains(".text." + kernel), kernel);
            }
        }
    }

    @Test
    @Order(6)
    void theCompilersLogIsInTheError() {
        Nvrtc nvrtc = nvrtc();
        var source = new CudaSource("wrong.cu", "extern \"C\" __global__ void f(int *x) {\n    *x = y;\n}\n",
                List.of());
        var failure = assertThrows(CudaException.class, () -> nvrtc.compile(source, 90));
        assertEquals("NVRTC_ERROR_COMPILATION", failure.codeName());
        assertTrue(failure.getMessage().contains("wrong.cu(2): error: identifier \"y\" is undefined"),
                failure.getMessage());
        var unknown = assertThrows(CudaException.class, () -> nvrtc.compile(DoubledCuda.KERNELS, 20));
        assertTrue(unknown.getMessage().contains("sm_20"), unknown.getMessage());
        var option = new CudaSource("fine.cu", "", List.of("--no-such-option"));
        assertThrows(CudaException.class, () -> nvrtc.compile(option, 90));
    }

    /** Whether a kernel's wgmma was serialised is told by the log, without any option; else nobody would see it. */
    @Test
    @Order(7)
    void theLogTellsOfInstructionsThatWait() {
        Nvrtc nvrtc = nvrtc();
        assumeTrue(nvrtc.architectures().contains(90), "NVRTC %s does not know sm_90".formatted(nvrtc.version()));
        var pipelined = new CudaSource("wgmma.cu", DoubledCuda.text("wgmma.cu"), List.of()).withOwnInstructions();
        Compilation right = nvrtc.compileWithLog(pipelined, 90);
        assertEquals(List.of(), right.losses(), right.log());
        assertTrue(new String(right.cubin(), StandardCharsets.ISO_8859_1).contains(".text.twice"));
        Compilation serial = nvrtc.compileWithLog(pipelined.withDefined("SERIAL", 1), 90);
        assertEquals(1, serial.losses().size(), serial.log());
        assertTrue(serial.losses().getFirst().matches(".*C75\\d\\d.*wgmma.*serialized.*'twice'.*"), serial.log());
        var generation = new CudaSource("wgmma.cu", pipelined.text(), List.of());
        assertThrows(CudaException.class, () -> nvrtc.compile(generation, 90));
    }

    @Test
    @Order(8)
    void onlyOneOfEachIsLoaded() throws IOException {
        assumeThere(CudaLibrary.RUNTIME);
        NativeLibrary loaded = CudaLibraries.loadToolkit(PLACES, CudaLibraries.MAJORS).found().get(CudaLibrary.RUNTIME)
                .toOptional().orElseThrow();
        assumeFalse(loaded.path().startsWith(folder));
        Files.copy(loaded.path(), folder.resolve("libcudart.so.13"));
        var elsewhere = new CudaPlaces(Map.of("SMOOTHIE_CUDA_HOME", folder.toString()), folder,
                (soname, symbol) -> Optional.empty());
        var absent = assertInstanceOf(Absent.class,
                CudaLibraries.loadToolkit(elsewhere, List.of(13)).found().get(CudaLibrary.RUNTIME));
        assertTrue(absent.reason().contains("has loaded " + loaded.path().toRealPath() + " already"), absent.reason());
    }
}
