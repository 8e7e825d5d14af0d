package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.SmoothieException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps the outcomes of a run on disk: one line of JSON for each, in the order in which they came. When {@link #append}
 * returns, its entry is on the disk, whatever happens then to the process or the machine. Only one process at a time
 * may open a journal; any number of its threads append and read.
 */
final class Journal implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    // Not a channel: a channel is closed when a thread that uses it is interrupted.
    private final RandomAccessFile out;
    private final FileLock lock;
    private final RandomAccessFile in;
    private final Object writing = new Object();
    private final Object syncing = new Object();
    private final Object reading = new Object();
    /** The number of bytes that have been written. {@link #synced} is how many of them are certainly on the disk. */
    private volatile long written;
    private long synced;

    private Journal(Path file, RandomAccessFile out, FileLock lock, RandomAccessFile in) {
        this.file = file;
        this.out = out;
        this.lock = lock;
        this.in = in;
    }

    /** Receives the entries of a journal when it is opened. */
    @FunctionalInterface
    interface Visitor {
        /** Called for each entry, with its position in the file. */
        void visit(JournalEntry entry, long offset);
    }

    /**
     * Opens a journal, which is created if there is none, and passes its entries to {@code visitor}. A last line
     * without an end is cut off: a process that died left it.
     *
     * @throws SmoothieException
     *             if the file cannot be read and written, another process has it open, or it is not a journal
     */
    @SuppressWarnings("resource") // kept by what is returned, and closed where that is not
    static Journal open(Path file, Visitor visitor) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new SmoothieException(
                    "%s: cannot keep the journal: it is a folder, a pipe or a device; move away what is in that place, or name another --output"
                            .formatted(file));
        }
        RandomAccessFile out = null;
        RandomAccessFile in = null;
        boolean whole = false;
        try {
            out = new RandomAccessFile(file.toFile(), "rw");
            FileLock lock = lock(file, out);
            in = new RandomAccessFile(file.toFile(), "r");
            var journal = new Journal(file, out, lock, in);
            journal.replay(visitor);
            whole = true;
            return journal;
        } catch (IOException e) {
            throw new SmoothieException(
                    "%s: cannot keep the journal: %s; move away what is in that place, or name another --output"
                            .formatted(
                                    file, e.getMessage()),
                    e);
        } finally {
            if (!whole) {
                closeQuietly(out);
                closeQuietly(in);
            }
        }
    }

    private static FileLock lock(Path file, RandomAccessFile out) {
        try {
            FileLock lock = out.getChannel().tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // This process itself has locked it. To the user that is the same.
        } catch (IOException e) {
            throw new SmoothieException(
                    "%s: cannot keep the journal: the file system of this folder has no locks (%s), so that a second run at the same time would not be noticed; name an --output on another one"
                            .formatted(file, e.getMessage()),
                    e);
        }
        throw new SmoothieException(
                "%s: another run is writing it; wait until that has ended, or name another --output".formatted(
                        file));
    }

    private void replay(Visitor visitor) throws IOException {
        long offset = 0;
        long number = 1;
        // Never closed alone: POSIX says that a process which closes any of its files on the journal gives up the lock.
        var bytes = new BufferedInputStream(new FileInputStream(in.getFD()), BUFFER);
        var line = new ByteArrayOutputStream();
        for (int b = bytes.read(); b >= 0; b = bytes.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            visitor.visit(parse(line.toByteArray(), number), offset);
            offset += line.size() + 1;
            number++;
            line.reset();
        }
        out.setLength(offset);
        out.seek(offset);
        written = offset;
        synced = 0;
    }

    private JournalEntry parse(byte[] line, long number) {
        try {
            return JournalEntry.parse(line);
        } catch (IllegalArgumentException e) {
            throw new SmoothieException(
                    "%s:%d: this line was not written by 'smoothie generate' as a journal (%s); move the file away to start afresh"
                            .formatted(
                                    file, number, e.getMessage()),
                    e);
        }
    }

    /**
     * Adds an entry, which is on the disk when this returns.
     *
     * @return the position of the entry
     * @throws SmoothieException
     *             if it cannot be written, for example on a full disk; the journal then holds what it held before
     */
    long append(JournalEntry entry) {
        byte[] line = entry.line();
        long offset;
        long end;
        synchronized (writing) {
            offset = written;
            try {
                out.write(line);
            } catch (IOException e) {
                cutTo(offset);
                throw failure(file, e);
            }
            end = offset + line.length;
            written = end;
        }
        sync(end);
        return offset;
    }

    /**
     * Brings everything up to {@code end} to the disk. One sync serves all entries written before it: with many threads
     * there are far fewer syncs than entries.
     */
    private void sync(long end) {
        synchronized (syncing) {
            if (synced >= end) {
                return;
            }
            long upTo = written;
            try {
                out.getFD().sync();
            } catch (IOException e) {
                throw failure(file, e);
            }
            synced = upTo;
        }
    }

    private void cutTo(long length) {
        try {
            out.seek(length);
            out.setLength(length);
        } catch (IOException _) {
            // The next entry is written over the remainder, and the next run cuts off what is left of it.
        }
    }

    /** The entry at {@code offset}. */
    JournalEntry read(long offset) {
        synchronized (reading) {
            try {
                in.seek(offset);
                var line = new ByteArrayOutputStream();
                byte[] part = new byte[1 << 12];
                while (true) {
                    int count = in.read(part);
                    int end = 0;
                    while (end < count && part[end] != '\n') {
                        end++;
                    }
                    line.write(part, 0, end);
                    if (end < count || count < 0) {
                        return JournalEntry.parse(line.toByteArray());
                    }
                }
            } catch (IOException e) {
                throw failure(file, e);
            }
        }
    }

    private static SmoothieException failure(Path file, IOException e) {
        return new SmoothieException(
                "%s: cannot keep the journal: %s; what is in it is kept, so run the same command again to go on"
                        .formatted(file, e.getMessage()),
                e);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception _) {
            // Another failure is being reported already.
        }
    }

    /** Closes the file. A journal without entries is deleted. */
    @Override
    public void close() {
        if (written == 0) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // An empty journal that stays does no harm.
            }
        }
        closeQuietly(lock);
        closeQuietly(out);
        closeQuietly(in);
    }
}
