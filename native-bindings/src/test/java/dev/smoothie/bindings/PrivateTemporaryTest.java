package dev.smoothie.bindings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@EnabledOnOs({OS.LINUX, OS.MAC})
class PrivateTemporaryTest {

    @TempDir
    Path temporary;

    private Path folder() {
        return new PrivateTemporary(temporary).folder();
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        }
    }

    @Test
    void oneFolderServesAllProcessesOfAUser() throws IOException {
        Path folder = folder();
        assertEquals("smoothie-" + Files.getAttribute(temporary, "unix:uid"), folder.getFileName().toString());
        assertEquals("rwx------", permissions(folder));
        assertEquals(folder, folder());
        assertEquals(List.of(folder), all());
    }

    /** Whoever may write where programs are loaded from has them do what he wants. */
    @Test
    void whatOthersCouldHaveMadeIsNotUsed() throws IOException {
        Path usual = folder();
        Files.setPosixFilePermissions(usual, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path other = folder();
        assertNotEquals(usual, other);
        assertEquals("rwx------", permissions(other));
        Files.delete(usual);
        Files.createSymbolicLink(usual, other);
        assertNotEquals(usual, folder());
        Files.delete(usual);
        Files.createFile(usual);
        assertNotEquals(usual, folder());
        assertTrue(Files.isDirectory(folder()));
    }

    @Test
    void whereNothingCanBeMadeThereIsANameAllTheSame() {
        Path nowhere = temporary.resolve("nowhere");
        assertEquals(nowhere, new PrivateTemporary(nowhere).folder().getParent());
    }
}
