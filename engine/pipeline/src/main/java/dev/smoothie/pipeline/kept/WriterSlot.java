package dev.smoothie.pipeline.kept;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The right to append to segments {@code NAME-…}, which one writer of all processes has at a time. A process that ends,
 * in whatever way, gives it up.
 */
final class WriterSlot implements AutoCloseable {
    /** More writers of one identity at the same time do not keep their vectors. */
    private static final int SLOTS = 64;
    /**
     * The lock files that this process holds. It must not open them again: POSIX says that a process which closes any of
     * its files on a locked one gives up the lock.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path path;
    private final int number;
    private final FileChannel channel;

    private WriterSlot(Path path, int number, FileChannel channel) {
        this.path = path;
        this.number = number;
        this.channel = channel;
    }

    /**
     * Takes the first slot of a directory that is free.
     *
     * @throws IOException
     *             if the directory cannot be written, or its file system has no locks
     */
    static Optional<WriterSlot> take(Path directory) throws IOException {
        synchronized (HELD) {
            for (int number = 0; number < SLOTS; number++) {
                Path path = directory.resolve("writer-%d.lock".formatted(number)).toAbsolutePath();
                if (HELD.contains(path)) {
                    continue;
                }
                FileChannel channel = FileChannel.open(path,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.file(path));
                if (isLocked(channel)) {
                    HELD.add(path);
                    return Optional.of(new WriterSlot(path, number, channel));
                }
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("resource") // the lock is released when the channel is closed
    private static boolean isLocked(FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            return lock != null;
        } catch (IOException e) {
            throw new IOException("its file system has no locks (%s); set SMOOTHIE_CACHE to a folder on another one"
                    .formatted(e.getMessage()), e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** What the names of its segments begin with. */
    String prefix() {
        return "%d-".formatted(number);
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            channel.close();
            HELD.remove(path);
        }
    }
}
