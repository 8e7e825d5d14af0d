package dev.smoothie.core.bench;

import dev.smoothie.bindings.testing.CudaDouble;
import dev.smoothie.core.cards.CudaOnDouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        requireFigures(run(Map.of("SMOOTHIE_CUDA_HOME", library.home().toString(), "SMOOTHIE_CUDA_DOUBLE_KERNELS",
                CudaOnDouble.kernels().toString()), "tiny", "ceilings:1:64", "search:150:384", "job:120:16:3"),
                "searches and estimates that agree\": 10", "products bf16x3", "search n=150 d=384 fp32",
                "certified at once", "share of the rate of products alone", "job n=120 d=16 m=3 k=20\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checksEncodersOnTheDouble(boolean hopper) throws IOException, InterruptedException {
        Map<String, String> environment = CudaOnDouble.environment(hopper, 64, 32).orElse(null);
        assumeTrue(environment != null, "no compilers for a double of CUDA here");
        String form = hopper ? "SUITABLE" : "PLAIN";
        requireFigures(run(environment, "encoder-build:64:32:" + form, "encoder-answers:64:32:2:33:12:" + form),
                "compile h=64 head=32 " + form, "error h=64 head=32 layers=2 sharpness=2 MEAN " + form,
                "same bits h=64 %s FIRST, 12 texts".formatted(form), "finite under extreme logits",
                hopper ? "kernels for Hopper" : "kernels for tensor cores");
        requireFiles("64-1/case.json", "64-2/exact.bin", "64-1/weights.bin");
    }

    /** In one form: how rates are measured does not depend on it. */
    @Test
    void measuresEncodersOnTheDouble() throws IOException, InterruptedException {
        Map<String, String> environment = CudaOnDouble.environment(true, 64, 32).orElse(null);
        assumeTrue(environment != null, "no compilers for a double of CUDA here");
        requireFigures(run(environment, "encoder-rates:64:32:1:1", "encoder-rate:64:32:1:2",
                "encoder-batch:64:32:1:600"), "rate mixed h=64 layers=1 batch=16896, to the host", "cold rate 512",
                "arithmetic 16 h=64");
        requireFiles("texts-mixed.bin");
    }

    private void requireFiles(String... names) {
        for (String name : names) {
            assertTrue(Files.exists(folder.resolve("encoder").resolve(name)), name);
        }
    }

    /** Runs the check in a process of its own, as on a machine with a GPU; returns its figures. */
    private String run(Map<String, String> environment, String... parts) throws IOException, InterruptedException {
        Path json = folder.resolve("check.json");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-classpath",
                System.getProperty("java.class.path"), GpuCheck.class.getName(), json.toString()));
        command.addAll(List.of(parts));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return Files.readString(json);
    }

    private static void requireFigures(String figures, String... names) {
        for (String name : names) {
            assertTrue(figures.contains(name), () -> name + "\n" + figures);
        }
    }
}
