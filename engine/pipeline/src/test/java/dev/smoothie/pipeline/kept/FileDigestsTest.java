package dev.smoothie.pipeline.kept;

import dev.smoothie.bindings.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Tests that digests of files are those of their contents, remembered or not. */
class FileDigestsTest {

    @TempDir
    Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("weights"), content);
    }

    private static String sha256(String content) {
        return HexFormat.of().formatHex(Sha256.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    private String digest(Path file) throws IOException {
        var digests = new FileDigests(directory);
        String digest = digests.of(file);
        digests.save();
        return digest;
    }

    /** A file that changed a moment ago may change again within the resolution of its times: it is not remembered. */
    @Test
    void aFileThatHasJustChangedIsReadAgain() throws IOException {
        assertEquals(sha256("one"), digest(file("one")));
        assertFalse(Files.exists(directory.resolve(FileDigests.NAME)));
        assertEquals(sha256("two"), digest(file("two")));
    }

    @Test
    void aSettledFileIsReadOnceAndAgainAfterAChange() throws Exception {
        Path file = file("one");
        Thread.sleep(3200); // ctime cannot be set
        assertEquals(sha256("one"), digest(file));
        Path memory = directory.resolve(FileDigests.NAME);
        String lines = Files.readString(memory);
        assertEquals(sha256("one"), lines.substring(0, 64));
        String mark = "0".repeat(64);
        Files.writeString(memory, mark + lines.substring(64));
        assertEquals(mark, digest(file), "remembered");
        // Same length, and the same time of its content.
        FileTime time = Files.getLastModifiedTime(file);
        file("two");
        Files.setLastModifiedTime(file, time);
        assertEquals(sha256("two"), digest(file));
        Files.write(memory, new byte[]{(byte) 0xff, 0, 10, 32});
        assertEquals(sha256("two"), digest(file));
    }
}
