package dev.smoothie.bindings.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests where libraries are looked for, and in which order. */
class CudaPlacesTest {
    private static final String NAME = "libcudart.so.13";

    @TempDir
    Path root;

    private final Map<String, String> environment = new HashMap<>();
    private Optional<Path> ofLoader = Optional.empty();

    private Optional<Path> find() {
        return new CudaPlaces(environment, root, (soname, symbol) -> ofLoader).find(NAME, "cudaMalloc");
    }

    private Path put(String folder) throws IOException {
        return Files.createFile(Files.createDirectories(root.resolve(folder)).resolve(NAME));
    }

    @Test
    void thePlacesInTheirOrder() throws IOException {
        environment.put("PATH", "relative:" + root.resolve("other/bin") + "::" + root.resolve("venv/bin"));
        assertEquals(Optional.empty(), find());
        Path python = put("venv/lib/python3.12/site-packages/nvidia/cu13/lib");
        assertEquals(Optional.of(python), find());
        Path earlier = put("other/lib/python3/dist-packages/nvidia/cuda_runtime/lib");
        assertEquals(Optional.of(earlier), find());
        for (String folder : new String[]{"cuda-9.2", "cuda-12.9", "cuda-12.10", "cuda-13", "cuda-13.1", "cuda"}) {
            Path toolkit = put("usr/local/" + folder + "/lib64");
            assertEquals(Optional.of(toolkit), find());
        }
        ofLoader = Optional.of(Path.of("/usr/lib/" + NAME));
        assertEquals(ofLoader, find());
        environment.put("CUDA_HOME", "");
        assertEquals(ofLoader, find());
        environment.put("CUDA_HOME", root.resolve("home").toString());
        assertEquals(ofLoader, find());
        Path target = put("home/targets/x86_64-linux/lib");
        assertEquals(Optional.of(target), find());
        Path lib64 = put("home/lib64");
        assertEquals(Optional.of(lib64), find());
        environment.put("SMOOTHIE_CUDA_HOME", "");
        assertEquals(Optional.of(lib64), find());
        environment.put("SMOOTHIE_CUDA_HOME", root.resolve("own").toString());
        assertEquals(Optional.empty(), find(), "what is asked for and not there is not replaced");
        Path own = put("own/cuda_runtime/lib");
        assertEquals(Optional.of(own), find());
    }

    @Test
    void theDriverComesFromTheSystem() throws IOException {
        environment.put("CUDA_HOME", root.resolve("home").toString());
        put("home/lib64");
        put("usr/local/cuda/lib64");
        var places = new CudaPlaces(environment, root, (soname, symbol) -> ofLoader);
        assertEquals(Optional.empty(), places.findDriver(NAME, "cuInit"));
        Path system = put("usr/lib/x86_64-linux-gnu");
        assertEquals(Optional.of(system), places.findDriver(NAME, "cuInit"));
        Path container = put("usr/local/nvidia/lib64");
        assertEquals(Optional.of(container), places.findDriver(NAME, "cuInit"));
    }

    /** What the loader of this machine finds by name is a file, and the one that has the symbol. */
    @Test
    void theSystemsLoaderIsAsked() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "Linux's loader");
        Path c = SystemLoader.find("libc.so.6", "qsort").orElseThrow();
        assertTrue(c.isAbsolute() && Files.isRegularFile(c) && c.toString().contains("libc"), c.toString());
        assertEquals(Optional.empty(), SystemLoader.find("libc.so.6", "cudaMalloc"));
        assertEquals(Optional.empty(), SystemLoader.find("libnowhere.so.13", "cudaMalloc"));
    }
}
