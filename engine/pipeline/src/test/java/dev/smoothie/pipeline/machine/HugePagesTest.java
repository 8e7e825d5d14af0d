package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HugePagesTest {

    @TempDir
    Path folder;

    private Finding finding(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("enabled"), mode);
        Path rollup = Files.writeString(folder.resolve("rollup"), """
                Rss:              100000 kB
                AnonHugePages:    200000 kB
                """);
        return new HugePages(file, rollup).finding();
    }

    /** 200,000 kB of 1024 bytes are 204.8 MB. */
    @Test
    void theModeInBracketsHolds() throws IOException {
        Finding always = finding("[always] madvise never\n");
        assertTrue(always.available());
        assertEquals("transparent huge pages are on; this process has 204.8 MB in them now", always.detail());
        Finding asked = finding("always [madvise] never\n");
        assertFalse(asked.available());
        assertTrue(asked.detail().startsWith("the system gives them to programs that ask"), asked.detail());
        assertTrue(finding("always madvise [never]\n").detail().startsWith("transparent huge pages are off (never)"));
    }

    @Test
    void aSystemWithoutThemIsNoFailure() {
        Finding none = new HugePages(folder.resolve("none"), folder.resolve("none")).finding();
        assertFalse(none.available());
        assertTrue(none.detail().contains("nothing needs them"), none.detail());
    }
}
