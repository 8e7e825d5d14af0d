package dev.smoothie.pipeline.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CacheSizeTest {

    @Test
    void filesOfAllFoldersAreAddedUpAndLinksAreNotFollowed(@TempDir Path cache, @TempDir Path elsewhere)
            throws IOException {
        Files.write(cache.resolve("one"), new byte[1500]);
        Files.write(Files.createDirectories(cache.resolve("a/b")).resolve("two"), new byte[1000]);
        Files.write(elsewhere.resolve("large"), new byte[100_000]);
        Files.createSymbolicLink(cache.resolve("link"), elsewhere);
        assertEquals("for files that can be made again; 2.5 kB in 2 files", CacheSize.finding(cache).detail());
    }

    @Test
    void aCacheThatIsNotThereYetIsEmpty(@TempDir Path folder) {
        assertEquals("for files that can be made again; 0 bytes in 0 files",
                CacheSize.finding(folder.resolve("none")).detail());
    }
}
