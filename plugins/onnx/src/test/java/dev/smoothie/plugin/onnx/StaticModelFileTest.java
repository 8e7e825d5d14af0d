package dev.smoothie.plugin.onnx;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StaticModelFileTest {

    private static final StaticModel MODEL = StaticModels.drawn(16);

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();

    private StaticModel get() {
        return new StaticModelFile(folder.resolve("cache/table")).get(() -> {
            made.incrementAndGet();
            return MODEL;
        }, notices::add);
    }

    private static void assertSame(StaticModel model) {
        assertEquals(MODEL.digest(), model.digest());
        assertArrayEquals(MODEL.table().rows(), model.table().rows());
        assertArrayEquals(MODEL.table().scales(), model.table().scales());
        // Every piece of the vocabulary, in texts that are drawn at random.
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            String text = "un" + Character.toString(random.nextInt(0x3000)) + Integer.toString(random.nextInt(), 36)
                    + " [MASK] Straße " + Long.toString(random.nextLong(), 36);
            assertArrayEquals(ids(MODEL, text), ids(model, text), text);
        }
    }

    private static int[] ids(StaticModel model, String text) {
        TokenIds ids = new TokenIds(8);
        assertTrue(WordPieceRun.withoutLibrary(model.tokenizer(), ids).append(text));
        return ids.toArray();
    }

    @Test
    void whatIsKeptIsReadAsItWas() throws IOException {
        assertSame(get());
        assertSame(get());
        assertEquals(1, made.get());
        assertEquals(List.of(), notices);
        try (var files = Files.list(folder.resolve("cache"))) {
            assertEquals(List.of("table", "table.lock"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aDamagedFileIsMadeAnew() throws IOException {
        get();
        Path file = folder.resolve("cache/table");
        Random random = new Random(6);
        for (int i = 1; i <= 5; i++) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= 4;
            Files.write(file, bytes);
            assertSame(get());
            assertEquals(1 + i, made.get());
            assertTrue(notices.getLast().contains("damaged"), notices.getLast());
        }
    }

    @Test
    void aFileThatEndsEarlyIsMadeAnew() throws IOException {
        for (long size : new long[]{0, 3, 8, 100, 100_000}) {
            get();
            try (FileChannel file = FileChannel.open(folder.resolve("cache/table"), StandardOpenOption.WRITE)) {
                file.truncate(size);
            }
            int before = made.get();
            assertSame(get());
            assertEquals(before + 1, made.get());
        }
    }

    @Test
    void ofManyThreadsOneMakesIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<StaticModel> get = this::get;
            for (Future<StaticModel> model : threads.invokeAll(Collections.nCopies(8, get))) {
                assertEquals(MODEL.digest(), model.get().digest());
            }
        }
        assertEquals(1, made.get());
    }

    @Test
    void withoutACacheItIsMadeEveryTimeAndSaysSo() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        assertSame(get());
        assertSame(get());
        assertEquals(2, made.get());
        assertTrue(notices.getLast().contains("cannot be kept"), notices.toString());
    }
}
