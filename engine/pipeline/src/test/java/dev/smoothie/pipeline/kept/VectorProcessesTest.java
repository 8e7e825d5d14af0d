package dev.smoothie.pipeline.kept;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests several processes, really started, on one cache at the same time, and one that is killed while it writes. */
class VectorProcessesTest {
    private static final int TEXTS = 3000;

    @TempDir
    Path directory;

    /** A process: adds texts from {@code args[1]} on, seven at a time and each if it is not found, and says how far it is. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            int from = Integer.parseInt(args[1]);
            int to = Integer.parseInt(args[2]);
            try (VectorStore store = Kept.open(Path.of(args[0]), 1 << 24)) {
                for (int text = from; text < to; text += 7) {
                    int end = Math.min(to, text + 7);
                    if (Kept.find(store, text, end).size() < end - text) {
                        Kept.add(store, text, end, 0);
                    }
                    System.out.println(end);
                }
                store.problems().forEach(System.out::println);
            }
        }
    }

    private Process start(int from, int to) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Writer.class.getName(), directory.toString(),
                Integer.toString(from), Integer.toString(to)).redirectErrorStream(true).start();
    }

    private static List<String> lines(Process process) throws IOException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            return lines.lines().toList();
        }
    }

    /** Two of the three add the same texts. While they run, this process reads; Kept.find compares every vector. */
    @Test
    void processesWriteAndReadAtTheSameTime() throws Exception {
        List<Process> writers = List.of(start(0, TEXTS), start(0, TEXTS), start(TEXTS, 2 * TEXTS));
        int most = 0;
        while (writers.stream().anyMatch(Process::isAlive)) {
            int found = Kept.count(directory, 2 * TEXTS);
            assertTrue(found >= most, "%d after %d".formatted(found, most));
            most = found;
        }
        for (Process writer : writers) {
            List<String> lines = lines(writer);
            assertEquals(Math.ceilDiv(TEXTS, 7), lines.size(), () -> String.join("\n", lines));
            assertEquals(0, writer.waitFor());
        }
        assertEquals(2 * TEXTS, Kept.count(directory, 3 * TEXTS));
    }

    /** What a process said to be added before it was killed is found, and the next goes on in the same segment. */
    @Test
    void aKilledProcessLosesAtMostWhatItWasWriting() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process writer = start(0, 1_000_000);
            var reader = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
            int done = 0;
            while (done < 400 * (round + 1)) {
                done = Integer.parseInt(reader.readLine());
            }
            writer.destroyForcibly();
            assertTrue(writer.waitFor(60, TimeUnit.SECONDS));
            assertNotEquals(0, writer.exitValue());
            assertEquals(done, Kept.count(directory, done));
        }
        assertEquals(1, Kept.segments(directory).size());
    }
}
