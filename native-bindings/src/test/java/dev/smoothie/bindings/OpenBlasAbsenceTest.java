package dev.smoothie.bindings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OpenBlasAbsenceTest {

    @TempDir
    Path directory;

    private Availability.Absent<OpenBlas> absent(String asked) {
        return absent(Map.of("SMOOTHIE_OPENBLAS", asked), directory);
    }

    private static Availability.Absent<OpenBlas> absent(Map<String, String> environment, Path cache) {
        return switch (OpenBlas.load(environment, cache)) {
            case Availability.Absent<OpenBlas> absent -> absent;
            case Availability.Present<OpenBlas>(OpenBlas blas) -> throw new AssertionError("loaded " + blas.path());
        };
    }

    private static void assertContains(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "no '" + part + "' in: " + text);
        }
    }

    @Test
    void aPathThatDoesNotExistIsTheReasonAndNothingElseIsTried() throws IOException {
        Path nowhere = directory.resolve("nowhere/libopenblas.so.0");
        var absent = absent(nowhere.toString());
        assertContains(absent.reason(), "SMOOTHIE_OPENBLAS=" + nowhere, "there is no library at");
        assertContains(absent.remedy(), "unset SMOOTHIE_OPENBLAS");
        try (Stream<Path> files = Files.list(directory)) {
            assertTrue(files.findAny().isEmpty());
        }
    }

    @Test
    void aTextFileIsAReason() throws IOException {
        Path text = Files.writeString(directory.resolve("libopenblas.so.0"), "not a library\n");
        assertContains(absent(text.toString()).reason(), text + " does not load: ");
    }

    @Test
    void aLibraryWithoutTheFunctionsIsNamedWithTheFirstThatIsMissing() {
        Optional<Path> mathematics = Stream.of("/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6",
                "/lib64/libm.so.6").map(Path::of).filter(Files::exists).findFirst();
        assumeTrue(mathematics.isPresent(), "this system has no libm as a file of its own");
        var absent = absent(mathematics.orElseThrow().toString());
        assertContains(absent.reason(), mathematics.orElseThrow().toString(), "no function cblas_sgemm");
    }

    @Test
    void aCacheThatCannotBeWrittenIsAReason() throws IOException {
        assumeTrue(Platform.of(System.getProperty("os.name"), System.getProperty("os.arch")).isPresent(),
                "there is no OpenBLAS for this platform");
        Path file = Files.writeString(directory.resolve("file"), "");
        var absent = absent(Map.of(), file);
        assertContains(absent.reason(), "cannot be unpacked", file.toString());
        assertContains(absent.remedy(), "SMOOTHIE_CACHE");
    }

    /** A release has it as a file; another is not taken, and nothing is unpacked. */
    @Test
    void theLibraryOfAReleaseIsTakenFromWhereItLies() throws IOException {
        assumeTrue(Platform.of("Linux", System.getProperty("os.arch")).isPresent() && Platform.isLinux(),
                "there is no OpenBLAS for this platform");
        for (String name : new String[]{"libopenblas.so.0", "libgfortran.so.5", "libquadmath.so.0"}) {
            Files.writeString(directory.resolve(name), "not a library");
        }
        Path cache = directory.resolve("cache");
        System.setProperty(InstalledLibraries.PROPERTY, directory.toString());
        try {
            assertContains(absent(Map.of(), cache).reason(), directory.toString(), " does not load: ");
        } finally {
            System.clearProperty(InstalledLibraries.PROPERTY);
        }
        assertTrue(Files.notExists(cache));
    }
}
