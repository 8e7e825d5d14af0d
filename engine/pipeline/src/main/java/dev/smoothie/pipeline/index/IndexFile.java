package dev.smoothie.pipeline.index;

import dev.smoothie.bindings.Sha256;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.SmoothieException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file that keeps an index, beside the file of its vectors. It holds, all numbers big-endian: eight bytes of magic,
 * the version of the format, {@link IndexMaker name, version and options} of what made the index, rows and dimension of
 * the vectors and their {@link VectorsDigest}, then the plugin's own bytes, and at the end the SHA-256 of everything
 * before. For use by one thread.
 *
 * @param path
 *            where the file is, or will be
 * @param maker
 *            what makes the index
 * @param rows
 *            number of the vectors
 * @param dimension
 *            length of the vectors
 * @param digest
 *            of the vectors
 */
record IndexFile(Path path, IndexMaker maker, long rows, int dimension, byte[] digest) {
    private static final byte[] MAGIC = {'S', 'M', 'O', 'O', 'T', 'H', 'I', 'X'};
    private static final int FORMAT = 1;
    private static final String NO_FILE = "it is no regular file";

    /** What was found at the path. */
    sealed interface Kept {}

    /** An index that can be used. The caller closes it. */
    record Fits(NeighborIndex index) implements Kept {}

    /** Something that cannot be used, and the reason. */
    record Unfit(String reason) implements Kept {}

    /** There is no file. */
    record Absent() implements Kept {}

    /** Reads the index, if there is one that belongs to {@code base} and this maker. */
    Kept read(NeighborSearch search, Embeddings base) {
        if (!Files.exists(path)) {
            return new Absent();
        }
        if (!Files.isRegularFile(path)) {
            return new Unfit(NO_FILE);
        }
        try (InputStream file = open(); DataInputStream header = new DataInputStream(file)) {
            Optional<String> reason = mismatch(header);
            if (reason.isPresent()) {
                return new Unfit(reason.get());
            }
        } catch (IOException e) {
            return new Unfit("it cannot be read: " + e);
        }
        try {
            if (!isWhole()) {
                return new Unfit("it is damaged");
            }
            try (InputStream file = open()) {
                mismatch(new DataInputStream(file));
                return new Fits(search.read(file, PluginVectors.of(base)));
            }
        } catch (IOException | RuntimeException e) {
            return new Unfit("'%s' cannot read it: %s".formatted(maker.name(),
                    e instanceof SmoothieException ? e.getMessage() : e));
        }
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    }

    /** Reads to the end of the header. Returns what in it does not fit; empty if all fits. */
    private Optional<String> mismatch(DataInputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            return Optional.of("it is not an index that Smoothie wrote");
        }
        int format = in.readInt();
        if (format != FORMAT) {
            return Optional.of("it has format %d, and this program reads format %d".formatted(format, FORMAT));
        }
        var other = new IndexMaker(in.readUTF(), in.readUTF(), in.readUTF());
        if (!other.equals(maker)) {
            return Optional.of(
                    "it was made by %s %s (%s), and is wanted by %s %s (%s)".formatted(other.name(), other.version(),
                            other.options(), maker.name(), maker.version(), maker.options()));
        }
        long otherRows = in.readLong();
        int otherDimension = in.readInt();
        if (otherRows != rows || otherDimension != dimension) {
            return Optional.of("it belongs to vectors of shape [%d, %d], and these are [%d, %d]".formatted(otherRows,
                    otherDimension,
                    rows, dimension));
        }
        return Arrays.equals(in.readNBytes(Sha256.BYTES), digest)
                ? Optional.empty()
                : Optional.of("it belongs to other vectors");
    }

    private boolean isWhole() throws IOException {
        long bytes = Files.size(path) - Sha256.BYTES;
        try (InputStream file = Files.newInputStream(path);
                DigestInputStream in = new DigestInputStream(file, Sha256.begin())) {
            byte[] buffer = new byte[1 << 16];
            for (long at = 0; at < bytes;) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, bytes - at));
                if (count < 0) {
                    return false;
                }
                at += count;
            }
            return Arrays.equals(in.getMessageDigest().digest(), file.readNBytes(Sha256.BYTES));
        }
    }

    /**
     * Writes the index. A file that was there before is only replaced if all goes well. Returns the reason if the index
     * cannot be written; empty if it was.
     */
    Optional<String> write(NeighborIndex index) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return Optional.of("%s: %s".formatted(path, NO_FILE));
        }
        MessageDigest sum = Sha256.begin();
        try (OutputFile file = OutputFile.at(path)) {
            var out = new DataOutputStream(new DigestOutputStream(file.stream(), sum));
            out.write(MAGIC);
            out.writeInt(FORMAT);
            out.writeUTF(maker.name());
            out.writeUTF(maker.version());
            out.writeUTF(maker.options());
            out.writeLong(rows);
            out.writeInt(dimension);
            out.write(digest);
            index.write(out);
            out.flush();
            file.stream().write(sum.digest());
            file.commit();
            return Optional.empty();
        } catch (SmoothieException | CoreException | IOException e) {
            return Optional.of(e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return Optional.of("%s: '%s' cannot write it: %s".formatted(path, maker.name(), e));
        }
    }
}
