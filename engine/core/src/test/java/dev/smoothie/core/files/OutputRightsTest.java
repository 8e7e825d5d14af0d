package dev.smoothie.core.files;

import dev.smoothie.core.failure.CoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests who may read an output, and where it is made if there are links on the way. */
@DisabledOnOs(OS.WINDOWS)
class OutputRightsTest {
    @TempDir
    Path directory;

    private static void write(Path path, String text) throws IOException {
        try (OutputFile out = OutputFile.at(path)) {
            out.writer().write(text);
            out.commit();
        }
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "rwxr-x--x"})
    void aFileThatIsReplacedHandsOnItsPermissions(String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("out"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        write(file, "after");
        assertEquals("after", Files.readString(file));
        assertEquals(permissions, rights(file));
    }

    @Test
    void whileItIsWrittenNobodyElseMayReadIt() throws IOException {
        Path file = Files.writeString(directory.resolve("out"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        try (OutputFile _ = OutputFile.at(file); Stream<Path> files = Files.list(directory)) {
            Path beside = files.filter(other -> !other.equals(file)).findFirst().orElseThrow();
            assertEquals("rw-------", rights(beside));
        }
    }

    @Test
    void aNewFileHasThoseOfAnyNewFile() throws IOException {
        Path file = directory.resolve("out");
        write(file, "x");
        assertEquals(rights(Files.createFile(directory.resolve("other"))), rights(file));
    }

    @Test
    void aLinkToNowhereIsFollowedThere() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("folder/new"));
        write(link, "x");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("x", Files.readString(folder.resolve("new")));
    }

    @Test
    void linksInACircleAndNamesWithoutAFileAreRefused() throws IOException {
        Path circle = Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
        assertTrue(assertThrows(CoreException.class, () -> OutputFile.at(circle)).getMessage().contains("circle"));
        assertTrue(Files.isSymbolicLink(circle));
        assertTrue(assertThrows(CoreException.class, () -> OutputFile.to("")).getMessage().contains("empty"));
    }

    @Test
    void theLongestNameWorks() throws IOException {
        write(directory.resolve("x".repeat(255)), "x");
        write(directory.resolve("模".repeat(85)), "y");
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void pathsMeetWhereTheirFoldersDo() throws IOException {
        Path real = Files.createDirectories(directory.resolve("real/deep"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        Files.createSymbolicLink(directory.resolve("deep"), real);
        Files.createSymbolicLink(directory.resolve("nowhere"), Path.of("real/new"));
        Path file = directory.resolve("real/new");
        for (String name : List.of("link/new", "real/./new", "real/deep/../new", "deep/../new", "nowhere",
                "link/deep/../../link/new")) {
            assertTrue(RealPath.areSame(file, directory.resolve(name)), name);
        }
        for (String name : List.of("new", "deep/new", "link/new2", "real/new/x")) {
            assertFalse(RealPath.areSame(file, directory.resolve(name)), name);
        }
    }
}
