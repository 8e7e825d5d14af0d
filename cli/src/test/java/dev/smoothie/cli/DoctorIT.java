package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code smoothie doctor} of the assembled distribution. */
class DoctorIT {
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();

    @TempDir
    Path work;

    private record Result(int code, String out, String err) {}

    private Result doctor(String... options) throws Exception {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        var command = new ArrayList<>(List.of(HOME.resolve("bin/smoothie").toString(), "doctor"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(out), Files.readString(err));
    }

    /** The launcher asks for the parallel collector, which does not have G1's fault. */
    @Test
    void theCollectorTheProcessorAndTheCacheAreListed() throws Exception {
        Result result = doctor();
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains(
                "java             garbage collector: Parallel; the fault JDK-8377811 of G1 cannot bite, because G1 does not run\n"),
                result.out());
        assertTrue(result.out().lines().anyMatch(line -> line.startsWith("memory           huge pages")), result.out());
        assertTrue(result.out().lines().anyMatch(
                line -> line.matches("cache .*: for files that can be made again; .* in [0-9,]+ files")), result.out());
    }

    /** The example has 40 samples; the scalar backend is compared with itself, and the others come to the same routes. */
    @Test
    void allBackendsAgreeOnTheExample() throws Exception {
        Result result = doctor("--self-test");
        assertEquals(0, result.code(), result.out() + result.err());
        assertEquals("", result.err());
        assertTrue(
                result.out()
                        .contains(
                                "self-test        scalar: local k=20: all 40 routes are equal, the estimates to 0.0e+00;"),
                result.out());
        assertTrue(result.out().contains("self-test        vector: local k=20: all 40 routes are equal"), result.out());
        assertTrue(
                result.out().lines().allMatch(line -> line.startsWith("self-test ") || line.startsWith("not tested ")),
                result.out());
    }
}
