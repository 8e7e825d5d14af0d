package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JournalTest {
    private static final JournalEntry ANSWER = new JournalEntry("a", "0123456789abcdef", "q\n1", "fedcba9876543210",
            new Outcome.Answer("Grüße \uD83D\uDE80 \uD83D\n", 3, 4, true, 0.25, Optional.of("<think>\n\uD83D")));
    private static final JournalEntry FAILURE = new JournalEntry("b", "0123456789abcdef", "q2", "0000000000000001",
            new Outcome.Failure("no"));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("journal");
    }

    private List<JournalEntry> entries() {
        var entries = new ArrayList<JournalEntry>();
        Journal.open(file, (entry, _) -> entries.add(entry)).close();
        return entries;
    }

    private void write(JournalEntry... entries) {
        try (Journal journal = Journal.open(file, (_, _) -> {})) {
            for (JournalEntry entry : entries) {
                journal.append(entry);
            }
        }
    }

    @Test
    void whatIsAppendedIsReadBackByPlaceAndByTheNextRun() {
        try (Journal journal = Journal.open(file, (_, _) -> {})) {
            long first = journal.append(ANSWER);
            long second = journal.append(FAILURE);
            assertEquals(FAILURE, journal.read(second));
            assertEquals(ANSWER, journal.read(first));
        }
        assertEquals(List.of(ANSWER, FAILURE), entries());
    }

    @Test
    void anEntryIsInTheFileWhenAppendReturns() throws IOException {
        try (Journal journal = Journal.open(file, (_, _) -> {})) {
            journal.append(FAILURE);
            assertEquals(new String(FAILURE.line(), StandardCharsets.UTF_8), Files.readString(file));
        }
    }

    /** A process that dies while it writes leaves any part of a line. */
    @Test
    void aLastLineWithoutItsEndIsCutOff() throws IOException {
        write(ANSWER);
        byte[] whole = Files.readAllBytes(file);
        byte[] line = FAILURE.line();
        for (int length = 0; length < line.length; length++) {
            byte[] torn = Arrays.copyOf(whole, whole.length + length);
            System.arraycopy(line, 0, torn, whole.length, length);
            Files.write(file, torn);
            assertEquals(List.of(ANSWER), entries());
            assertEquals(whole.length, Files.size(file));
        }
        write(FAILURE);
        assertEquals(List.of(ANSWER, FAILURE), entries());
    }

    @Test
    void aLineThatIsNoneOfOursIsAnErrorWithItsNumber() throws IOException {
        write(ANSWER);
        Files.writeString(file, "{\"generator\": 1}\n", StandardOpenOption.APPEND);
        String message = assertThrows(SmoothieException.class, this::entries).getMessage();
        assertTrue(message.startsWith(file + ":2: this line was not written by 'smoothie generate' as a journal"),
                message);
    }

    @Test
    void oneRunAtATimeHasIt() {
        try (Journal _ = Journal.open(file, (_, _) -> {})) {
            String message = assertThrows(SmoothieException.class, this::entries).getMessage();
            assertTrue(message.contains("another run is writing it"), message);
        }
        assertEquals(List.of(), entries());
    }

    @Test
    void manyThreadsAppend() throws Exception {
        int threads = 50;
        int each = 20;
        try (Journal journal = Journal.open(file, (_, _) -> {});
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<?>>();
            for (int t = 0; t < threads; t++) {
                String sample = "s" + t;
                tasks.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        var entry = new JournalEntry("a", "00", sample, "0" + i,
                                new Outcome.Failure("x".repeat(i * 500)));
                        assertEquals(entry, journal.read(journal.append(entry)));
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
        assertEquals(threads * each, entries().size());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAnError() {
        file = folder.resolve("absent/journal");
        String message = assertThrows(SmoothieException.class, this::entries).getMessage();
        assertTrue(message.startsWith(file + ": cannot keep the journal: "), message);
    }
}
