package dev.smoothie.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks from time to time whether a file has become another one, and says so. Closing it ends that. */
final class StateWatch implements AutoCloseable {
    private final Path file;
    private final Runnable changed;
    private final Thread thread;

    /**
     * Begins to look.
     *
     * @param changed
     *            is run, by a thread of its own, after each change
     */
    StateWatch(Path file, Duration every, Runnable changed) {
        this.file = file;
        this.changed = changed;
        Optional<Seen> first = look();
        this.thread = Thread.ofVirtual().start(() -> watch(first, every));
    }

    /** What tells one file from another of the same name. */
    private record Seen(Object key, long modified, long size) {}

    private void watch(Optional<Seen> first, Duration every) {
        Optional<Seen> last = first;
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(every.toNanos());
                Optional<Seen> now = look();
                if (now.isPresent() && !now.equals(last)) {
                    last = now;
                    changed.run();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Empty while there is none, as in the moment in which one folder takes the place of another. */
    private Optional<Seen> look() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Seen(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime().toMillis(),
                    attributes.size()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
