package dev.smoothie.core.files;

import dev.smoothie.core.failure.CoreException;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes an output file that appears whole or not at all. Bytes go to a file beside the target, which {@link #commit}
 * moves over it in one step; closing without a commit, and Ctrl-C, delete it. What is not a regular file (a pipe,
 * {@code /dev/null}, standard output) is written directly. Failures are {@link CoreException}s with path and reason.
 * For one thread.
 */
public final class OutputFile implements AutoCloseable {
    /** Standard output, in the place of a path. */
    public static final String STANDARD_OUTPUT = "-";

    private static final Set<String> STANDARD_OUTPUTS = Set.of(STANDARD_OUTPUT, "/dev/stdout", "/dev/fd/1",
            "/proc/self/fd/1");
    private static final int BUFFER = 1 << 16;

    private final String name;
    /** Where the file will stand, and where it is being written; both null where it is written directly. */
    private final Path target;
    private final Path temporary;
    private final FileRights rights;
    private final OutputStream file;
    private final OutputStream stream;
    private Writer writer;
    private OutputStream text;
    private boolean closed;

    private OutputFile(String name, OutputStream file) {
        this(name, null, null, null, file);
    }

    private OutputFile(String name, Path target, Path temporary, FileRights rights, OutputStream file) {
        this.name = name;
        this.target = target;
        this.temporary = temporary;
        this.rights = rights;
        this.file = file;
        this.stream = new Checked(new BufferedOutputStream(file, BUFFER));
    }

    /** Whether {@code target} is {@link #STANDARD_OUTPUT}, or a path that the system has for it. */
    public static boolean isStandardOutput(String target) {
        return STANDARD_OUTPUTS.contains(target);
    }

    /** Whether something is at {@code path} that is no regular file: a pipe, a device, standard output, a directory. */
    public static boolean isSpecial(Path path) {
        return isStandardOutput(path.toString()) || (Files.exists(path) && !Files.isRegularFile(path));
    }

    /** Opens {@code target}, a path or {@link #STANDARD_OUTPUT}. See {@link #at}. */
    public static OutputFile to(String target) {
        if (isStandardOutput(target)) {
            // Not System.out: a PrintStream keeps write errors to itself. Not the path: what the shell appends to a file
            // would be cut off.
            return new OutputFile("standard output", new FileOutputStream(FileDescriptor.out));
        }
        try {
            return at(Path.of(target));
        } catch (InvalidPathException e) {
            throw new CoreException("%s: not a path (%s)".formatted(target, e.getReason()), e);
        }
    }

    /**
     * Opens {@code path}; what it holds stays until {@link #commit}. A file that is replaced hands on its permissions,
     * and its group where that is allowed; a new one has those that the umask gives.
     *
     * @throws CoreException
     *             if it is a directory, its directory is missing, or nothing can be written there
     */
    public static OutputFile at(Path path) {
        if (isStandardOutput(path.toString())) {
            return to(STANDARD_OUTPUT);
        }
        requireFile(path);
        try {
            if (isSpecial(path)) {
                return new OutputFile(path.toString(), Files.newOutputStream(path));
            }
            if (path.toAbsolutePath().startsWith("/dev/fd") || path.toAbsolutePath().startsWith("/proc")) {
                // A file that the shell has opened: at its end, because it may be there to be appended to.
                return new OutputFile(path.toString(), Files.newOutputStream(path, StandardOpenOption.APPEND));
            }
            // A link stays a link: what it leads to is replaced.
            Path target = RealPath.of(path);
            var rights = FileRights.of(target);
            Path temporary = TemporaryFiles.createBeside(target, rights.whileWritten());
            return new OutputFile(path.toString(), target, temporary, rights, Files.newOutputStream(temporary));
        } catch (AccessDeniedException e) {
            throw new CoreException("%s: cannot write: permission denied in the folder %s".formatted(path,
                    path.toAbsolutePath().getParent()), e);
        } catch (IOException e) {
            throw failure(path.toString(), e);
        }
    }

    /**
     * Checks that {@code path} can be written, before something is computed that takes long. A pipe is left alone: its
     * reader would take the check for the end.
     *
     * @throws CoreException
     *             as {@link #at} throws it
     */
    public static void check(Path path) {
        if (isSpecial(path)) {
            requireFile(path);
        } else {
            at(path).close();
        }
    }

    private static void requireFile(Path path) {
        if (Files.isDirectory(path)) {
            throw new CoreException("%s: cannot write: it is a directory; name a file".formatted(path));
        }
        Path directory = RealPath.of(path).getParent();
        if (!Files.exists(path) && (directory == null || !Files.isDirectory(directory))) {
            throw new CoreException("%s: cannot write: there is no directory %s; create it first".formatted(path,
                    directory));
        }
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw new CoreException(
                    "%s: cannot write: permission denied; it may only be read".formatted(path));
        }
    }

    /** For bytes; buffered. Closing it only flushes. */
    public OutputStream stream() {
        return stream;
    }

    /**
     * For text in UTF-8; buffered, and packed by gzip where the name ends in {@code .gz}. Closing it only flushes. An
     * output takes bytes or text, not both, and text either here or by {@link #text()}.
     */
    public Writer writer() {
        if (writer == null) {
            writer = new BufferedWriter(new OutputStreamWriter(text(), StandardCharsets.UTF_8), BUFFER);
        }
        return writer;
    }

    /** For text whose bytes the caller has already; packed as that of {@link #writer()} is. */
    public OutputStream text() {
        if (text == null) {
            text = packed();
        }
        return text;
    }

    private OutputStream packed() {
        try {
            return name.endsWith(".gz") ? new GZIPOutputStream(stream, BUFFER) : stream;
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /**
     * Makes the output appear under its name, and closes.
     *
     * @throws CoreException
     *             if something could not be written; nothing appears then
     */
    public void commit() {
        if (closed) {
            throw new IllegalStateException("%s: closed already".formatted(name));
        }
        try {
            if (writer != null) {
                writer.close();
            } else if (text != null) {
                text.close();
            }
            stream.flush();
            if (file instanceof FileOutputStream) {
                // The standard output belongs to the process, and stays open.
                closed = true;
                return;
            }
            file.close();
            if (temporary != null) {
                rights.giveTo(temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                TemporaryFiles.release(temporary);
            }
            closed = true;
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Gives the output up unless it was committed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (temporary != null) {
            TemporaryFiles.delete(temporary);
        }
        try {
            if (!(file instanceof FileOutputStream)) {
                file.close();
            }
        } catch (IOException _) {
            // The output is given up; how that went does not matter.
        }
    }

    private static CoreException failure(String name, IOException e) {
        return new CoreException("%s: cannot write: %s".formatted(name, IoReason.of(e)), e);
    }

    /** Says which file could not be written, and leaves closing to us. */
    private final class Checked extends OutputStream {
        private final OutputStream buffered;

        Checked(OutputStream buffered) {
            this.buffered = buffered;
        }

        @Override
        public void write(int b) {
            try {
                buffered.write(b);
            } catch (IOException e) {
                throw failure(name, e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            try {
                buffered.write(bytes, offset, length);
            } catch (IOException e) {
                throw failure(name, e);
            }
        }

        @Override
        public void flush() {
            try {
                buffered.flush();
            } catch (IOException e) {
                throw failure(name, e);
            }
        }

        @Override
        public void close() {
            flush();
        }
    }
}
