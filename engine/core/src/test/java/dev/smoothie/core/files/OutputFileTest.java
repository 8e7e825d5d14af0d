package dev.smoothie.core.files;

import dev.smoothie.core.failure.CoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutputFileTest {
    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void appearsOnCommit() throws IOException {
        Path target = directory.resolve("out.jsonl");
        Files.writeString(target, "before");
        try (OutputFile out = OutputFile.to(target.toString())) {
            out.writer().write("é😀");
            out.writer().flush();
            assertEquals("before", Files.readString(target));
            out.commit();
            assertThrows(IllegalStateException.class, out::commit);
        }
        assertEquals("é😀", Files.readString(target));
        assertEquals(List.of("out.jsonl"), names());
    }

    @Test
    void textIsPackedWhereTheNameSaysSo() throws IOException {
        Path target = directory.resolve("out.jsonl.gz");
        try (OutputFile out = OutputFile.at(target)) {
            out.writer().write("é😀\n");
            out.commit();
        }
        try (var in = new GZIPInputStream(Files.newInputStream(target))) {
            assertEquals("é😀\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(List.of("out.jsonl.gz"), names());
    }

    @Test
    void disappearsWithoutCommit() throws IOException {
        Path target = directory.resolve("out.jsonl");
        try (OutputFile out = OutputFile.at(target)) {
            out.stream().write(new byte[1 << 18]);
            out.stream().close();
            assertEquals(1, names().size(), "it is written beside the target");
        }
        assertEquals(List.of(), names());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLinkStaysALink() throws IOException {
        Path real = Files.writeString(directory.resolve("real"), "before");
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        try (OutputFile out = OutputFile.at(link)) {
            out.writer().write("after");
            out.commit();
        }
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("after", Files.readString(real));
    }

    @Test
    void refusesAtOnce() throws IOException {
        Path missing = directory.resolve("none").resolve("out.jsonl");
        String noDirectory = assertThrows(CoreException.class, () -> OutputFile.at(missing)).getMessage();
        assertEquals(
                "%s: cannot write: there is no directory %s; create it first".formatted(missing, missing.getParent()),
                noDirectory);
        String isDirectory = assertThrows(CoreException.class, () -> OutputFile.at(directory)).getMessage();
        assertEquals(directory + ": cannot write: it is a directory; name a file", isDirectory);
        assertEquals(List.of(), names());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysThatTheDiskIsFull() throws IOException {
        try (OutputFile out = OutputFile.to("/dev/full")) {
            out.writer().write("x");
            assertEquals("/dev/full: cannot write: No space left on device",
                    assertThrows(CoreException.class, out::commit).getMessage());
        }
        try (OutputFile out = OutputFile.to("/dev/full")) {
            assertThrows(CoreException.class, () -> out.stream().write(new byte[1 << 18]));
        }
        try (OutputFile out = OutputFile.to("/dev/null")) {
            out.stream().write(new byte[1 << 18]);
            out.commit();
        }
        assertTrue(Files.exists(Path.of("/dev/null")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void standardOutputIsWrittenAndAnInterruptLeavesNothing() throws Exception {
        Process process = OtherProgram.start(Interrupted.class, List.of(OutputFile.class),
                directory.resolve("out.jsonl").toString());
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("é ready", lines.readLine());
            assertEquals(1, names().size(), "half written");
            // SIGTERM, which runs the shutdown hooks as SIGINT does.
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), names());
        assertFalse(process.isAlive());
    }

    /** Writes half of an output and waits to be ended. */
    static final class Interrupted {
        private Interrupted() {}

        public static void main(String[] args) throws Exception {
            try (OutputFile out = OutputFile.to(args[0]); OutputFile standard = OutputFile.to("-")) {
                out.stream().write(new byte[1 << 18]);
                standard.writer().write("é ready\n");
                standard.commit();
                Thread.sleep(60_000);
            }
        }
    }
}
