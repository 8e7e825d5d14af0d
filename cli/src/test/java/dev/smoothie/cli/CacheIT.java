package dev.smoothie.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests that no state of the cache changes a result of the assembled distribution. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CacheIT {
    @TempDir
    Path work;

    private Path cache;
    private String expected;

    /** Six samples, and their routes without a cache that could be wrong. */
    @BeforeEach
    void rightRoutes() throws Exception {
        List<String> samples = Files.readAllLines(Launched.HOME.resolve("examples/questions.jsonl")).subList(0, 6);
        Files.write(work.resolve("samples.jsonl"), samples);
        cache = work.resolve("cache");
        expected = routed(Map.of(), List.of(), "--no-cache");
    }

    /** Routes the samples, by way of {@code wrapper}, and returns the routes; what was said goes to {@code said}. */
    private String routed(Map<String, String> environment, List<String> wrapper, String... more) throws Exception {
        var command = new ArrayList<>(wrapper);
        command.addAll(List.of(Launched.HOME.resolve("bin/smoothie").toString(), "route", "samples.jsonl", "--method",
                "consensus", "-o", "routes.jsonl"));
        command.addAll(List.of(more));
        Map<String, String> whole = new HashMap<>(Launched.withoutCard(work));
        whole.putAll(environment);
        said = Launched.of(work, whole, command).good().err();
        assertFalse(said.contains("\tat "), said);
        return Files.readString(work.resolve("routes.jsonl"));
    }

    private String said = "";

    private Map<String, String> here() {
        return Map.of("SMOOTHIE_CACHE", cache.toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(cache)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aCacheOfWhichEveryFileIsDamagedIsMadeAnew() throws Exception {
        assertEquals(expected, routed(here(), List.of()));
        List<Path> files = files();
        assertTrue(files.stream().anyMatch(file -> file.toString().contains("native")), files.toString());
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 100; at < bytes.length; at += 4999) {
                bytes[at] ^= 1;
            }
            Files.write(file, bytes);
        }
        assertEquals(expected, routed(here(), List.of()));
        for (Path file : files) {
            Files.write(file, new byte[0]);
        }
        assertEquals(expected, routed(here(), List.of()));
    }

    @Test
    void aFileInThePlaceOfTheCacheCostsNothingButTime() throws Exception {
        Files.createFile(cache);
        assertEquals(expected, routed(here(), List.of()));
        assertTrue(said.contains("vectors are not kept in " + cache.resolve("vectors")), said);
    }

    /** As on a disk that has filled up: the system lets no file grow. */
    @Test
    void whereNoVectorCanBeWrittenNoneIsKept() throws Exception {
        assertEquals(expected, routed(here(), List.of()));
        for (Path file : files()) {
            if (file.startsWith(cache.resolve("vectors"))) {
                Files.delete(file);
            }
        }
        assertEquals(expected, routed(here(), List.of("sh", "-c", "ulimit -f 200; exec \"$@\"", "sh")));
        assertTrue(said.contains("vectors are not kept in " + cache.resolve("vectors") + ": File too large"), said);
        assertEquals(expected, routed(here(), List.of()));
    }

    /** Java calls the home of a user whom the system does not know "?". */
    @Test
    void aUserWithoutAHomeHasAPlaceInTheTemporaryDirectory() throws Exception {
        Path temporary = Files.createDirectory(work.resolve("temporary"));
        assertEquals(expected, routed(Map.of("SMOOTHIE_CACHE", "", "XDG_CACHE_HOME", "", "SMOOTHIE_JAVA_OPTS",
                "-Duser.home=? -Djava.io.tmpdir=" + temporary), List.of()));
        assertFalse(Files.exists(work.resolve("?")));
        try (Stream<Path> made = Files.walk(temporary)) {
            assertTrue(made.anyMatch(path -> path.endsWith(".cache/smoothie/vectors")));
        }
    }
}
