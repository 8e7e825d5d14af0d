package dev.smoothie.core.bench;

import dev.smoothie.bindings.testing.CudaDouble;
import dev.smoothie.core.cards.CudaOnDouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that the check for a GPU runs from end to end, on the double and at tiny sizes. It tests the check, not a GPU.
 */
class GpuCheckTest {

    @TempDir
    private Path folder;

    @Test
    void runsOnTheDouble() throws IOException, InterruptedException {
        CudaDouble library = CudaOnDouble.find().map(CudaOnDouble::library).orElse(null);
        assumeTrue(library != null, "no compilers for a double of CUDA here");
        Path json = folder.resolve("check.json");
        var builder = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-classpath",
                System.getProperty("java.class.path"), GpuCheck.class.getName(), json.toString(), "tiny",
                "ceilings:1:64", "search:150:384", "job:120:16:3")).redirectErrorStream(true);
        builder.environment().put("SMOOTHIE_CUDA_HOME", library.home().toString());
        builder.environment().put("SMOOTHIE_CUDA_DOUBLE_KERNELS", CudaOnDouble.kernels().toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        String figures = Files.readString(json);
        for (String name : List.of("searches and estimates that agree\": 9", "products bf16x3",
                "search n=150 d=384 fp32",
                "certified at once", "share of the rate of products alone", "job n=120 d=16 m=3 k=20\"")) {
            assertTrue(figures.contains(name), () -> name + "\n" + figures + "\n" + said);
        }
    }
}
