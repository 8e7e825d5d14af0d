package dev.smoothie.cli;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the assembled distribution on a file system without locks, which is a double: {@code no-locks.c}. */
@EnabledIf("hasCompiler")
class NoLocksIT {
    private static final String NO_LOCKS = "has no locks (No locks available)";

    @TempDir
    Path work;

    private Path cache;
    private Path library;

    static boolean hasCompiler() {
        return System.getProperty("os.name").equals("Linux")
                && Stream.of(System.getenv("PATH").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, "gcc")));
    }

    @BeforeEach
    void compile() throws Exception {
        work = work.toRealPath();
        cache = work.resolve("cache");
        library = work.resolve("no-locks.so");
        try (InputStream source = NoLocksIT.class.getResourceAsStream("no-locks.c")) {
            Files.copy(source, work.resolve("no-locks.c"));
        }
        Launched.of(work, Map.of(), List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), "no-locks.c", "-ldl"))
                .good();
        Files.write(work.resolve("samples.jsonl"),
                Files.readAllLines(Launched.HOME.resolve("examples/questions.jsonl")).subList(0, 6));
    }

    /** Runs the distribution with locks, or without. */
    private Launched smoothie(boolean locks, String... args) throws Exception {
        Map<String, String> environment = new HashMap<>(Launched.withoutCard(work));
        environment.put("SMOOTHIE_CACHE", cache.toString());
        if (!locks) {
            environment.put("LD_PRELOAD", library.toString());
            environment.put("NO_LOCKS", work.toString());
        }
        return Launched.smoothie(work, environment, List.of(args));
    }

    private Launched route(boolean locks, String routes, String... more) throws Exception {
        var args = new ArrayList<>(
                List.of("route", "samples.jsonl", "--method", "consensus", "-o", routes));
        args.addAll(List.of(more));
        return smoothie(locks, args.toArray(String[]::new)).good();
    }

    @Test
    void aCacheWithoutLocksKeepsNoVectorsAndSaysSo() throws Exception {
        route(true, "expected.jsonl", "--no-cache");
        String expected = Files.readString(work.resolve("expected.jsonl"));
        String notKept = "vectors are not kept in %s: its file system %s; set SMOOTHIE_CACHE to a folder on another one"
                .formatted(cache.resolve("vectors"), NO_LOCKS);
        for (int run = 0; run < 2; run++) {
            String said = route(false, "routes.jsonl").err();
            assertTrue(said.contains(notKept), said);
            assertEquals(expected, Files.readString(work.resolve("routes.jsonl")));
        }
        assertFalse(hasVectors());
        assertFalse(route(true, "routes.jsonl").err().contains(NO_LOCKS));
        assertTrue(hasVectors());
        // What has been kept is found without locks.
        assertFalse(route(false, "routes.jsonl").err().contains(NO_LOCKS));
        assertEquals(expected, Files.readString(work.resolve("routes.jsonl")));
    }

    private boolean hasVectors() throws Exception {
        try (Stream<Path> files = Files.walk(cache.resolve("vectors"))) {
            return files.anyMatch(file -> file.toString().endsWith(".vectors"));
        }
    }

    @Test
    void whatMustHaveOneWriterIsNotWritten() throws Exception {
        Files.writeString(work.resolve("models.yaml"), """
                - {name: careful, plugin: openai, options: {model: a, base-url: "http://127.0.0.1:1/v1"}}
                """);
        Launched generated = smoothie(false, "generate", "samples.jsonl", "--models", "models.yaml", "-o", "out.jsonl");
        assertEquals(1, generated.code());
        assertTrue(generated.err().contains("the file system of this folder " + NO_LOCKS), generated.err());

        smoothie(true, "fit", "samples.jsonl", "-o", "state").good();
        Launched served = smoothie(false, "serve", "--fitted", "state", "--models", "models.yaml", "--listen",
                "127.0.0.1:0", "--record", "record.jsonl");
        assertEquals(1, served.code());
        assertTrue(served.err().contains("the file system of this folder " + NO_LOCKS), served.err());
    }
}
