package dev.smoothie.core.files;

import dev.smoothie.core.failure.CoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutputFolderTest {
    @TempDir
    Path directory;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private OutputFolder begun(String content) throws IOException {
        OutputFolder folder = OutputFolder.at(directory.resolve("out"));
        Files.writeString(folder.file("a.txt"), content);
        return folder;
    }

    @Test
    void itAppearsWhenItIsCommittedAndReplacesWhatWasThere() throws IOException {
        for (String content : List.of("first", "second")) {
            try (OutputFolder folder = begun(content)) {
                folder.commit();
            }
            assertEquals(List.of("out"), names());
            assertEquals(content, Files.readString(directory.resolve("out/a.txt")));
        }
        assertEquals(6, OutputFolder.size(directory.resolve("out")));
    }

    @Test
    void whatIsNotCommittedLeavesNothing() throws IOException {
        begun("first").close();
        assertEquals(List.of(), names());
    }

    /** What happens on Ctrl-C, with files of the folder still being written. */
    @Test
    void theEndOfTheProgramLeavesNothing() throws IOException {
        try (OutputFolder folder = begun("first"); OutputFile file = OutputFile.at(folder.file("b.txt"))) {
            file.stream().write(1);
            assertEquals(1, names().size());
            TemporaryFiles.deleteAll();
            assertEquals(List.of(), names());
        }
    }

    @Test
    void aMoveThatFailsLeavesWhatWasThere() throws IOException {
        try (OutputFolder folder = begun("first")) {
            folder.commit();
        }
        try (OutputFolder folder = begun("second")) {
            TemporaryFiles.delete(folder.file("a.txt").getParent());
            assertThrows(CoreException.class, folder::commit);
        }
        assertEquals(List.of("out"), names());
        assertEquals("first", Files.readString(directory.resolve("out/a.txt")));
    }

    @Test
    void aMissingDirectoryIsNamed() {
        String message = assertThrows(CoreException.class,
                () -> OutputFolder.at(directory.resolve("no/out"))).getMessage();
        assertTrue(message.contains("there is no directory"), message);
    }
}
