package dev.smoothie.core.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
                        .unstarted(TemporaryFiles::deleteAll));
    }

    private TemporaryFiles() {}

    /**
     * A new empty file in the directory of {@code target}, so that it can be moved over it atomically.
     *
     * @param attributes
     *            what it is made with; without any it is as the umask says
     */
    static Path createBeside(Path target, FileAttribute<?>... attributes) throws IOException {
        Path file = nameBeside(target);
        ALIVE.add(file);
        try {
            return Files.createFile(file, attributes);
        } catch (IOException e) {
            ALIVE.remove(file);
            throw e;
        }
    }

    /** A new empty folder in the directory of {@code target}; it is deleted with what is in it. */
    static Path createFolderBeside(Path target) throws IOException {
        Path folder = nameBeside(target);
        ALIVE.add(folder);
        try {
            return Files.createDirectory(folder);
        } catch (IOException e) {
            ALIVE.remove(folder);
            throw e;
        }
    }

    /** A hidden name in the directory of {@code target} that nothing has. */
    static Path nameBeside(Path target) {
        // Not Files.createTempFile: its files are readable by their owner alone, and this one becomes the user's
        // output.
        String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
        String name = target.getFileName().toString();
        // A name may have 255 bytes, and a character four.
        return target.resolveSibling(".%s.%s.tmp".formatted(name.length() > LONG_NAME ? "smoothie" : name, suffix));
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

    /** Deletes all that there are; for the end of the program. */
    public static void deleteAll() {
        ALIVE.forEach(TemporaryFiles::delete);
    }

    /** Deletes a file, or a folder with all files in it. */
    public static void delete(Path file) {
        try {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> inside = Files.newDirectoryStream(file)) {
                    inside.forEach(TemporaryFiles::delete);
                }
            }
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // Nothing can be done about it; the failure that led here has the message that helps.
        }
        ALIVE.remove(file);
    }
}
