package dev.smoothie.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Makes temporary files, which are deleted when the program ends, also on Ctrl-C. Any number of threads may call. */
public final class TemporaryFiles {
    private static final int LONG_NAME = 50;
    private static final Set<Path> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(
                Thread.ofPlatform().name("smoothie-temporary-files")
                        .unstarted(() -> ALIVE.forEach(TemporaryFiles::delete)));
    }

    private TemporaryFiles() {}

    /**
     * A new empty file in the directory of {@code target}, so that it can be moved over it atomically.
     *
     * @param attributes
     *            what it is made with; without any it is as the umask says
     */
    static Path createBeside(Path target, FileAttribute<?>... attributes) throws IOException {
        // Not Files.createTempFile: its files are readable by their owner alone, and this one becomes the user's
        // output.
        String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
        String name = target.getFileName().toString();
        // A name may have 255 bytes, and a character four.
        Path file = target.resolveSibling(".%s.%s.tmp".formatted(name.length() > LONG_NAME ? "smoothie" : name, suffix));
        ALIVE.add(file);
        try {
            return Files.createFile(file, attributes);
        } catch (IOException e) {
            ALIVE.remove(file);
            throw e;
        }
    }

    /** A new empty file in the system's temporary directory, readable by its owner alone. */
    public static Path create() throws IOException {
        Path file = Files.createTempFile("smoothie-", ".tmp");
        ALIVE.add(file);
        return file;
    }

    /** No longer deletes a file at the end, because it has been moved to another name. */
    public static void release(Path file) {
        ALIVE.remove(file);
    }

    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // Nothing can be done about it; the failure that led here has the message that helps.
        }
        ALIVE.remove(file);
    }
}
