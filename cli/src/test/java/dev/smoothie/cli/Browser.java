package dev.smoothie.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Chromium without a window.
 *
 * @param binary
 *            the program
 */
record Browser(Path binary) {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    /** A page after its scripts have run, and what the browser printed meanwhile. */
    record Opened(String page, String log) {}

    /** Finds the browser that {@code CHROME_BIN} names, or the first on the path. */
    static Optional<Browser> find() {
        String named = System.getenv("CHROME_BIN");
        Stream<Path> places = named != null
                ? Stream.of(Path.of(named))
                : Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return places.filter(Files::isExecutable).findFirst().map(Browser::new);
    }

    /** Opens a page, and waits until its scripts have finished. */
    Opened open(Path page, Path scratch) throws IOException, InterruptedException {
        Path out = scratch.resolve("page");
        Path err = scratch.resolve("log");
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--enable-logging=stderr",
                "--user-data-dir=" + Files.createTempDirectory(scratch, "profile"),
                "--hide-scrollbars", "--virtual-time-budget=10000",
                "--dump-dom", page.toUri().toString()));
        Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        assertTrue(ended, "the browser did not end");
        assertEquals(0, process.exitValue(), Files.readString(err));
        return new Opened(Files.readString(out), Files.readString(err));
    }
}
