package dev.smoothie.pipeline.text;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.TemporaryFiles;
import dev.smoothie.pipeline.packed.Zstandard;
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
 * A text file that can be read any number of times: a regular file, or a copy of what came through a pipe.
 *
 * @param name
 *            the name by which the user gave it, for messages
 * @param path
 *            where its bytes are
 * @param spooled
 *            whether {@code path} is a temporary copy, which is deleted on close
 */
public record InputFile(String name, Path path, boolean spooled) implements AutoCloseable {
    /** The name that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final int BUFFER = 1 << 16;

    /** Opens the file {@code input}. {@code "-"} is standard input, which is read to its end and copied here. */
    public static InputFile of(String input) {
        if (input.equals(STANDARD_INPUT)) {
            // Not closed, because standard input belongs to the process.
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

    /**
     * Opens its text from the start. It is unpacked if the name ends in {@code .gz} or the bytes begin as those of gzip
     * do, and decoded if they are UTF-16.
     */
    public TextReader open() {
        return new TextReader(name, bytes());
    }

    /** How its bytes are packed, as the first of them tell. */
    public Packing packing() {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            return Packing.of(bytes);
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(name, IoReason.of(e)), e);
        }
    }

    /** Opens its bytes from the start, as UTF-8, unpacked in the same way. The caller closes the stream. */
    InputStream bytes() {
        InputStream bytes = null;
        try {
            bytes = new BufferedInputStream(Files.newInputStream(path), BUFFER);
            Packing packing = Packing.of(bytes);
            // A copy has the name of what it was made of, such as a packed file whose entries were joined.
            if (packing == Packing.GZIP || (!spooled && name.endsWith(".gz"))) {
                bytes = new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER);
                packing = Packing.of(bytes);
            } else if (packing == Packing.ZSTANDARD) {
                bytes = new BufferedInputStream(Zstandard.unpacking(bytes), BUFFER);
                packing = Packing.of(bytes);
            }
            packing.requireText(name);
            return packing.decode(bytes);
        } catch (IOException e) {
            closeQuietly(bytes);
            throw new SmoothieException("%s: cannot read: %s".formatted(name, IoReason.of(e)), e);
        } catch (SmoothieException e) {
            closeQuietly(bytes);
            throw e;
        }
    }

    static void closeQuietly(InputStream bytes) {
        try {
            if (bytes != null) {
                bytes.close();
            }
        } catch (IOException _) {
            // Reading has failed already, and that failure has the better reason, or all was read.
        }
    }

    /** The last part of its name, for ids. */
    public String shortName() {
        return spooled ? name : path.getFileName().toString();
    }

    @Override
    public void close() {
        if (spooled) {
            TemporaryFiles.delete(path);
        }
    }
}
