package dev.smoothie.engine.generate;

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
 * The outcomes of a run on disk, a line of JSON each, in the order in which they came. What {@link #append} was given is on
 * the disk when it returns, whatever happens to the process or the machine then. One process at a time writes a journal; any
 * number of its threads append and read.
 */
final class Journal implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    // No channel: those close themselves under a thread that is interrupted.
    private final RandomAccessFile out;
    private final FileLock lock;
    private final RandomAccessFile in;
    private final Object writing = new Object();
    private final Object syncing = new Object();
    private final Object reading = new Object();
    /** The length of what has been written; of that, what is on the disk for sure. */
    private volatile long written;
    private long synced;

    private Journal(Path file, RandomAccessFile out, FileLock lock, RandomAccessFile in) {
        this.file = file;
        this.out = out;
        this.lock = lock;
        this.in = in;
    }

    /** Who is shown what is in a journal. */
    @FunctionalInterface
    interface Visitor {
        /** An entry and where it is. */
        void visit(JournalEntry entry, long offset);
    }

    /**
     * Opens a journal, made if there is none, and shows what is in it. A last line without an end, which a process that died
     * leaves, is cut off.
     *
     * @throws SmoothieException
     *             if the file cannot be read and written, another process has it, or it is no journal
     */
    @SuppressWarnings("resource") // kept by what is returned, and closed where that is not
    static Journal open(Path file, Visitor visitor) {
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
                    "%s: cannot keep the journal: %s; move away what is there, or name another output".formatted(
                            file, e.getMessage()),
                    e);
        } finally {
            if (!whole) {
                closeQuietly(out);
                closeQuietly(in);
            }
        }
    }

    private static FileLock lock(Path file, RandomAccessFile out) throws IOException {
        try {
            FileLock lock = out.getChannel().tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process: the same to a user.
        }
        throw new SmoothieException("%s: another run is writing it; wait for that, or choose another output".formatted(
                file));
    }

    private void replay(Visitor visitor) throws IOException {
        long offset = 0;
        long number = 1;
        // Never closed by itself: a process that closes any of its files on the journal gives up the lock (POSIX says so).
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
                    "%s:%d: this is no line of a journal of generate (%s); move the file away to start afresh"
                            .formatted(
                                    file, number, e.getMessage()),
                    e);
        }
    }

    /**
     * Adds an entry; it is on the disk when this returns.
     *
     * @return where it is
     * @throws SmoothieException
     *             if it cannot be written, as on a full disk; the journal holds what it held before
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

    /** One sync serves all that were written before it: with many threads there are far fewer syncs than entries. */
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
            // What comes next is written over it, and the next run cuts off what is left.
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
                "%s: cannot keep the journal: %s; what is in it stays, and the same command goes on"
                        .formatted(file, e.getMessage()),
                e);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception _) {
            // Something else failed already.
        }
    }

    /** Lets go of the file; one with nothing in it goes, too. */
    @Override
    public void close() {
        if (written == 0) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // It is in nobody's way.
            }
        }
        closeQuietly(lock);
        closeQuietly(out);
        closeQuietly(in);
    }
}
