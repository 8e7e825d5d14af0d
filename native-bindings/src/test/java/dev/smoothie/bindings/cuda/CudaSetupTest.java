package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Tests what is reported of a machine that lacks parts of CUDA: each by its reason and remedy, and before what comes
 * after it.
 */
class CudaSetupTest extends DoubledCuda {
    @TempDir
    Path root;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void home() {
        environment.put("SMOOTHIE_CUDA_HOME", stand.home().toString());
    }

    private CudaSetup load() {
        return CudaSetup.load(new CudaPlaces(environment, root, (soname, symbol) -> Optional.empty()));
    }

    private void assertAbsent(String reason, String remedy, String... parts) {
        CudaSetup setup = load();
        var absent = assertInstanceOf(Absent.class, setup.cuda());
        assertTrue(absent.reason().contains(reason), absent.reason());
        assertTrue(absent.remedy().contains(remedy), absent.remedy());
        assertEquals(List.of(parts), setup.parts().stream().map(CudaSetupTest::describe).toList());
    }

    /** {@code driver} for one that is there, {@code no driver} for one that is not. */
    private static String describe(CudaSetup.Part part) {
        return switch (part.state()) {
            case Absent<String> _ -> "no " + part.name();
            case Present<String> _ -> part.name();
        };
    }

    @Test
    void cardsOfSeveralKindsAreTold() {
        stand.devices(3);
        stand.capability(0, 8, 0);
        stand.capability(1, 8, 6);
        assertEquals(List.of("80 166912", "86 101376", "90 232448"), present().devices().stream()
                .map(card -> "%d %d".formatted(card.architecture(), card.sharedPerBlock())).toList());
    }

    @Test
    void allOfItIsFound() {
        stand.devices(2);
        CudaSetup setup = load();
        Cuda found = (Cuda) assertInstanceOf(Present.class, setup.cuda()).value();
        assertEquals("CUDA 13.0 (driver 13.0), cuBLAS 13.0.0, NVRTC 13.0", found.describe());
        assertEquals("1: CUDA double 1 (the host, not a GPU), sm_90, 4 multiprocessors, 1.0 GiB",
                found.devices().get(1).describe());
        assertEquals(List.of("driver", "device", "device", "cudart", "cublas", "nvrtc"),
                setup.parts().stream().map(CudaSetupTest::describe).toList());
        Path library = stand.home().resolve("lib64/libnvrtc.so.13");
        assertEquals(library, found.nvrtc().path());
        assertEquals(new CudaSetup.Part("nvrtc", new Present<>(library.toString())), setup.parts().getLast());
    }

    @Test
    void noDriver() throws IOException {
        environment.put("SMOOTHIE_CUDA_HOME", Files.createDirectory(root.resolve("empty")).toString());
        assertAbsent("no NVIDIA driver: its library libcuda.so.1", "docker run --gpus all", "no driver");
    }

    @Test
    void anOldDriver() {
        stand.driver(11080);
        assertAbsent("the NVIDIA driver serves CUDA up to 11.8 only, and smoothie needs 12 or later",
                "update the driver", "driver", "no driver");
        stand.driver(12040);
        assertAbsent("there is no libcudart.so.12 (looked in SMOOTHIE_CUDA_HOME=" + stand.home(), "install CUDA 12",
                "driver", "device", "no cudart", "no cublas", "no nvrtc");
        assertAbsent("the driver serves CUDA up to 12.4, so newer libraries are of no use to it", "unset",
                "driver", "device", "no cudart", "no cublas", "no nvrtc");
        stand.driver(13000);
        stand.fail("cudaGetDeviceCount", 35, 1);
        assertAbsent(
                "the driver serves CUDA up to 13.0, too old for the libraries of 13.0 (35 cudaErrorInsufficientDriver",
                "update the driver, or install CUDA 13.0", "driver", "device", "cudart", "cublas", "nvrtc",
                "no cudart");
    }

    @Test
    void noCard() throws IOException {
        stand.devices(0);
        assertAbsent("there is no " + root.resolve("dev/nvidia0") + " (100 CUDA_ERROR_NO_DEVICE", "--gpus all",
                "driver", "no device");
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvidia0"));
        assertAbsent("the driver finds no card (100 CUDA_ERROR_NO_DEVICE, no CUDA-capable device is detected)",
                "nvidia-smi", "driver", "no device");
        environment.put("CUDA_VISIBLE_DEVICES", "7");
        assertAbsent("no card among those that CUDA_VISIBLE_DEVICES='7' leaves", "unset CUDA_VISIBLE_DEVICES", "driver",
                "no device");
    }

    @Test
    void noPermission() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may open everything");
        stand.devices(0);
        Path file = Files.createFile(Files.createDirectories(root.resolve("dev")).resolve("nvidia0"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assertAbsent("this user may not open " + file, "the group that owns it", "driver", "no device");
    }

    @Test
    void cardsThatAreNotReady() {
        stand.fail("cuInit", 802, 1);
        assertAbsent("802 CUDA_ERROR_SYSTEM_NOT_READY", "nvidia-fabricmanager", "driver", "no device");
        stand.fail("cuInit", 803, 1);
        assertAbsent("differ in version (803", "restart", "driver", "no device");
        stand.fail("cuInit", 424242, 1);
        assertAbsent("424242 no known code", "nvidia-smi", "driver", "no device");
        stand.fail("cuDeviceGetName", 999, 1);
        assertAbsent("CUDA does not start: cuDeviceGetName (device 0): 999 CUDA_ERROR_UNKNOWN, unknown error",
                "nvidia-smi", "driver");
    }

    @Test
    void theToolkitsLibrariesAreMissedAllAtOnce() throws IOException {
        Path home = Files.createTempDirectory("smoothie-half-a-toolkit");
        home.toFile().deleteOnExit();
        link(home, "libcuda.so.1");
        link(home, "libcudart.so.13");
        environment.put("SMOOTHIE_CUDA_HOME", home.toString());
        assertAbsent("there is no libcublas.so.13 and no libcublas.so.12 (looked in SMOOTHIE_CUDA_HOME=" + home
                + "); there is no libnvrtc.so.13 and no libnvrtc.so.12", "install CUDA 13", "driver", "device",
                "cudart",
                "no cublas", "no nvrtc");
    }

    @Test
    void librariesOfTwoVersionsDoNotGoTogether() throws IOException {
        Path home = Files.createTempDirectory("smoothie-two-toolkits");
        home.toFile().deleteOnExit();
        for (String name : List.of("libcuda.so.1", "libcudart.so.13", "libnvrtc.so.13")) {
            link(home, name);
        }
        Path other = Files.createFile(home.resolve("libcublas.so.12"));
        other.toFile().deleteOnExit();
        environment.put("SMOOTHIE_CUDA_HOME", home.toString());
        assertAbsent(
                "there is no libcublas.so.13 (looked in SMOOTHIE_CUDA_HOME=%s); %s is of another version than the rest"
                        .formatted(home, other),
                "nvidia-cublas and", "driver", "device", "cudart", "no cublas", "nvrtc");
        stand.driver(12080);
        assertAbsent("there is no libcudart.so.12 (looked in", "nvidia-cuda-runtime-cu12", "driver", "device",
                "no cudart", "no cublas", "no nvrtc");
    }

    /** Outside the test's own folder: what deletes that warns of links that lead out of it. */
    private void link(Path home, String name) throws IOException {
        Path link = Files.createSymbolicLink(home.resolve(name), stand.home().resolve("lib64").resolve(name));
        link.toFile().deleteOnExit();
    }

    @Test
    void aProcessLoadsOneOfEach() throws IOException {
        Path copy = Files.copy(stand.home().resolve("lib64/libcuda.so.1"), root.resolve("libcuda.so.1"));
        environment.put("SMOOTHIE_CUDA_HOME", root.toString());
        assertAbsent("this process has loaded %s already, and was to load %s"
                .formatted(stand.home().resolve("lib64/libcuda.so.1").toRealPath(), copy), "another process",
                "no driver");
    }

    @Test
    void theCompilerIsFoundWithoutACard() {
        stand.devices(0);
        Availability<Nvrtc> found = CudaStart
                .nvrtc(new CudaPlaces(environment, root, (soname, symbol) -> Optional.empty()));
        Nvrtc nvrtc = (Nvrtc) assertInstanceOf(Present.class, found).value();
        assertEquals(new CudaVersion(13, 0), nvrtc.version());
        assertEquals(List.of(80, 86, 89, 90, 100, 120), nvrtc.architectures());
    }

    @Test
    void codeIsMadeForACardThatIsNewerThanTheCompiler() {
        Nvrtc nvrtc = cuda.nvrtc();
        assertEquals(90, nvrtc.architectureFor(card(9, 0)));
        assertEquals(86, nvrtc.architectureFor(card(8, 7)));
        assertEquals(100, nvrtc.architectureFor(card(10, 3)));
        assertEquals(120, nvrtc.architectureFor(card(12, 1)));
        for (DeviceInfo unknown : List.of(card(7, 5), card(11, 0), card(13, 0))) {
            String message = assertThrows(CudaException.class, () -> nvrtc.architectureFor(unknown)).getMessage();
            assertTrue(message.contains("compiles for [80, 86, 89, 90, 100, 120], and not for 0: Card, sm_"), message);
        }
    }

    private static DeviceInfo card(int major, int minor) {
        return new DeviceInfo(0, "Card", major, minor, 1L << 30, 1, 1, 1);
    }
}
