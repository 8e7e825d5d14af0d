package dev.smoothie.bindings;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class BundledFileTest {
    private final byte[] content = new byte[1_000_003];

    @TempDir
    Path directory;

    private Path cache;
    private BundledFile bundled;

    @BeforeEach
    void bundle() throws Exception {
        new Random(1).nextBytes(content);
        Path shipped = Files.write(directory.resolve("shipped"), content);
        cache = directory.resolve("a/b");
        bundled = new BundledFile(shipped.toUri().toURL(), "lib.so",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }

    private void assertUnpacked() throws IOException {
        Path file = bundled.unpack(cache);
        assertEquals(cache.resolve("lib.so"), file);
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    private List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasChangedInTheCacheIsReplaced() throws IOException {
        assertUnpacked();
        Path file = cache.resolve("lib.so");
        Files.write(file, Arrays.copyOf(content, 500_000));
        assertUnpacked();
        byte[] changed = content.clone();
        changed[777_777] ^= 1;
        Files.write(file, changed, StandardOpenOption.WRITE);
        assertUnpacked();
        Files.writeString(file, "not a library");
        assertUnpacked();
        Files.delete(file);
        assertUnpacked();
        Files.writeString(cache.resolve("lib.so.verified"), "");
        Files.write(file, changed);
        assertUnpacked();
        assertEquals(List.of("lib.so", "lib.so.verified"), names(cache));
    }

    @Test
    void whatIsRightIsLeftAlone() throws IOException {
        assertUnpacked();
        Object unpacked = Files.getLastModifiedTime(cache.resolve("lib.so"));
        Files.delete(cache.resolve("lib.so.verified"));
        Files.delete(directory.resolve("shipped"));
        assertUnpacked();
        assertUnpacked();
        assertEquals(unpacked, Files.getLastModifiedTime(cache.resolve("lib.so")));
    }

    @Test
    void whatWasDamagedBeforeItWasShippedIsNotUnpacked() throws IOException {
        var damaged = new BundledFile(bundled.content(), "lib.so", "00".repeat(32));
        IOException e = assertThrows(IOException.class, () -> damaged.unpack(cache));
        assertTrue(e.getMessage().contains("digest"), e.getMessage());
        assertEquals(List.of(), names(cache));
    }

    @Test
    void manyMayUnpackAtOnce() throws Exception {
        int callers = 16;
        var together = new CyclicBarrier(callers);
        try (var threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            Callable<byte[]> unpack = () -> {
                together.await();
                return Files.readAllBytes(bundled.unpack(cache));
            };
            var results = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < callers; i++) {
                results.add(threads.submit(unpack));
            }
            for (Future<byte[]> result : results) {
                assertArrayEquals(content, result.get());
            }
        }
        assertEquals(List.of("lib.so", "lib.so.verified"), names(cache));
    }

    /** What one of the processes below runs. */
    public static final class Loading {
        private Loading() {}

        public static void main(String[] args) {
            System.out.println(OpenBlas.load(Map.of(), Path.of(args[0])) instanceof Availability.Present
                    ? "present"
                    : OpenBlas.load(Map.of(), Path.of(args[0])));
        }
    }

    @Test
    void twoProcessesMayLoadTheLibraryAtOnceIntoAnEmptyCacheAndIntoADamagedOne() throws Exception {
        assumeTrue(Platform.of(System.getProperty("os.name"), System.getProperty("os.arch")).isPresent(),
                "there is no OpenBLAS for this platform");
        assertEquals(List.of("present", "present"), loadTwice());
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toCollection(TreeSet::new))) {
                assertTrue(!file.toString().endsWith(".part"), file.toString());
                Files.writeString(file, "a text file");
            }
        }
        assertEquals(List.of("present", "present"), loadTwice());
    }

    private List<String> loadTwice() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "-cp",
                    Path.of("target", "classes") + File.pathSeparator + Path.of("target", "test-classes"),
                    Loading.class.getName(), cache.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start());
        }
        var lines = new ArrayList<String>();
        for (Process process : processes) {
            lines.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            assertEquals(0, process.waitFor());
        }
        return lines;
    }
}
