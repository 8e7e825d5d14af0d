package dev.smoothie.gateway.running;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.gateway.policies.Course;
import dev.smoothie.gateway.protocol.Trees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends requests and their answers to a file of samples, one line each, written at once when the answer is there: a
 * server that is killed loses the requests under way. A line that an earlier end cut off is taken away. When the file
 * has grown to its size it is moved to {@code FILE.1}, {@code FILE.2} and so on, and begun anew. Any number of threads
 * may record, but one process: it locks the file.
 */
public final class Recorder implements AutoCloseable {
    private final Path file;
    private final long largest;
    private final Consumer<String> notes;
    /** Not a channel, which an interrupt of one request would close for all. */
    private RandomAccessFile out;
    private boolean failed;

    /**
     * Opens the file, and makes it if need be.
     *
     * @param largest
     *            bytes after which it is begun anew
     * @param notes
     *            is told once if a line cannot be written: the answers go on
     * @throws dev.smoothie.core.failure.CoreException
     *             if it cannot be written, another server records there, or the file system has no locks
     */
    public Recorder(Path file, long largest, Consumer<String> notes) {
        this.file = file;
        this.largest = largest;
        this.notes = notes;
        OutputFile.check(file);
        try {
            out = open(file);
        } catch (IOException e) {
            throw new CoreException("%s: cannot record here: %s".formatted(file, IoReason.of(e)), e);
        }
    }

    private static RandomAccessFile open(Path file) throws IOException {
        var out = new RandomAccessFile(file.toFile(), "rw");
        try {
            if (!isOurs(out)) {
                throw new IOException(
                        "another server records here; wait until it has ended, or name another file (--record)");
            }
            long end = out.length();
            while (end > 0 && byteAt(out, end - 1) != '\n') { // back to the last line break
                end--;
            }
            out.setLength(end);
            out.seek(end);
            return out;
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    /** Whether nobody else records in a file; from now on we do, until it is closed. */
    @SuppressWarnings("resource") // the lock is released when the file is closed
    private static boolean isOurs(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // another server of this process
        } catch (IOException e) {
            throw new IOException(
                    "the file system of this folder has no locks (%s), so that a second server that writes over these lines would not be noticed; name a file on another one (--record)"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static int byteAt(RandomAccessFile file, long place) throws IOException {
        file.seek(place);
        return file.read();
    }

    /**
     * One line: a sample in the project's own format.
     *
     * @param id
     *            of the request
     * @param outputs
     *            what each generator said, by its name
     * @param costs
     *            what each answer cost, by the generator's name, as far as that is known
     */
    public void record(String id, Course course, Map<String, String> outputs, Map<String, Double> costs) {
        ObjectNode sample = Trees.object().put("id", id).put("input", course.text());
        ObjectNode generations = Trees.object();
        outputs.forEach(generations::put);
        sample.set("generations", generations);
        if (!costs.isEmpty()) {
            ObjectNode cost = Trees.object();
            costs.forEach(cost::put);
            sample.set("cost", cost);
        }
        sample.put("policy", course.policy());
        byte[] line = Trees.write(sample);
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        write(ended);
    }

    private synchronized void write(byte[] line) {
        try {
            if (out.getFilePointer() > 0 && out.getFilePointer() + line.length > largest) {
                rotate();
            }
            long start = out.getFilePointer();
            try {
                out.write(line);
            } catch (IOException e) {
                out.setLength(start); // no half line stays
                throw e;
            }
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                notes.accept("%s: a request was not recorded: %s".formatted(file, IoReason.of(e)));
            }
            failed = true;
        }
    }

    private void rotate() throws IOException {
        out.close();
        int number = 1;
        while (Files.exists(Path.of(file + "." + number))) {
            number++;
        }
        Files.move(file, Path.of(file + "." + number));
        out = open(file);
    }

    @Override
    public synchronized void close() {
        try {
            out.getFD().sync();
            out.close();
        } catch (IOException e) {
            notes.accept("%s: %s".formatted(file, IoReason.of(e)));
        }
    }
}
