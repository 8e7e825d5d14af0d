package dev.smoothie.engine.data;

import dev.smoothie.spi.SmoothieException;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/**
 * A file of text that can be read again and again: a regular file, or a copy of what came through a pipe.
 *
 * @param name
 *            what the user calls it, for messages
 * @param path
 *            where its bytes are
 * @param spooled
 *            whether {@code path} is our own copy, deleted on close
 */
record InputFile(String name, Path path, boolean spooled) implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    /** Finds the file {@code input}; {@code "-"} is standard input, which is read to its end here. */
    static InputFile of(String input) {
        if (input.equals(SampleSource.STANDARD_INPUT)) {
            // Never closed: it is the process's.
            return spool("standard input", new FileInputStream(FileDescriptor.in));
        }
        Path path = path(input);
        if (Files.isDirectory(path)) {
            throw new SmoothieException("%s: is a directory, expected a file of samples".formatted(input));
        }
        if (!Files.exists(path)) {
            throw new SmoothieException("%s: no such file".formatted(input));
        }
        if (Files.isRegularFile(path)) {
            return new InputFile(input, path, false);
        }
        try (InputStream pipe = Files.newInputStream(path)) {
            return spool(input, pipe);
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(input, IoReason.of(e)), e);
        }
    }

    private static Path path(String input) {
        try {
            return Path.of(input);
        } catch (InvalidPathException e) {
            throw new SmoothieException("%s: not a path (%s)".formatted(input, e.getReason()), e);
        }
    }

    private static InputFile spool(String name, InputStream stream) {
        try {
            Path copy = TemporaryFiles.create();
            try {
                Files.copy(stream, copy, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                TemporaryFiles.delete(copy);
                throw e;
            }
            return new InputFile(name, copy, true);
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot be copied to a temporary file: %s".formatted(name, IoReason.of(e)),
                    e);
        }
    }

    /** Its characters from the start, unpacked where the name ends in {@code .gz} or the bytes begin as gzip does. */
    TextReader open() {
        InputStream bytes = null;
        try {
            bytes = new BufferedInputStream(Files.newInputStream(path), BUFFER);
            return new TextReader(name,
                    name.endsWith(".gz") || isGzip(bytes) ? new GZIPInputStream(bytes, BUFFER) : bytes);
        } catch (IOException e) {
            closeQuietly(bytes);
            throw new SmoothieException("%s: cannot read: %s".formatted(name, IoReason.of(e)), e);
        }
    }

    private static boolean isGzip(InputStream bytes) throws IOException {
        bytes.mark(2);
        boolean magic = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return magic;
    }

    private static void closeQuietly(InputStream bytes) {
        try {
            if (bytes != null) {
                bytes.close();
            }
        } catch (IOException _) {
            // Opening has failed already, with a better reason.
        }
    }

    /** The last part of its name, for ids. */
    String shortName() {
        return spooled ? name : path.getFileName().toString();
    }

    @Override
    public void close() {
        if (spooled) {
            TemporaryFiles.delete(path);
        }
    }
}
