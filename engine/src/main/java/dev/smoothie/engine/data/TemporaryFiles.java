package dev.smoothie.engine.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Files that must not outlive the program: they are deleted when it ends, on Ctrl-C too. Any number of threads. */
final class TemporaryFiles {
    private static final Set<Path> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(
                Thread.ofPlatform().name("smoothie-temporary-files")
                        .unstarted(() -> ALIVE.forEach(TemporaryFiles::delete)));
    }

    private TemporaryFiles() {}

    /** A new empty file in the directory of {@code target}, so that it can be moved over it atomically. */
    static Path createBeside(Path target) throws IOException {
        // Not Files.createTempFile: its files are readable by their owner alone, and this one becomes the user's output.
        String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
        Path file = target.resolveSibling(".%s.%s.tmp".formatted(target.getFileName(), suffix));
        ALIVE.add(file);
        try {
            return Files.createFile(file);
        } catch (IOException e) {
            ALIVE.remove(file);
            throw e;
        }
    }

    /** A new empty file in the system's temporary directory, readable by its owner alone. */
    static Path create() throws IOException {
        Path file = Files.createTempFile("smoothie-", ".tmp");
        ALIVE.add(file);
        return file;
    }

    /** Forgets a file that has got another name. */
    static void release(Path file) {
        ALIVE.remove(file);
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // Nothing to be done about it, and whatever led here is the better message.
        }
        ALIVE.remove(file);
    }
}
