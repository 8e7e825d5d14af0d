package dev.smoothie.pipeline.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the files of one run of a target, which are deleted after it. */
final class Scratch implements AutoCloseable {
    private static final Path FOLDER = create();

    private static Path create() {
        try {
            Path folder = Files.createTempDirectory("smoothie-fuzz-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder, true)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the files go; empty at the start of a run. */
    Path folder() {
        return FOLDER;
    }

    /** Writes a file. */
    Path write(String name, byte[] bytes) {
        try {
            return Files.write(FOLDER.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the files of a bundle. Returns what the user names. */
    List<String> write(Bundle bundle) {
        try {
            return bundle.write(FOLDER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder, boolean itself) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            if (itself) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete(FOLDER, false);
    }
}
