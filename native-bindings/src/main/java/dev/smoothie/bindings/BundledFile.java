package dev.smoothie.bindings;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file that ships inside our jar and that the system needs as a file of its own, with the SHA-256 digest that the
 * build took of it. Any number of processes and threads may unpack it into one directory at once: it appears there
 * whole, by an atomic move, and a copy that differs from what was shipped is replaced.
 *
 * <p>
 * To hash 40 MB takes a fresh JVM 90 ms. So a copy that was found right is remembered by its size, time of change and
 * identity in a file beside it, and is hashed again only when one of them differs.
 *
 * @param content
 *            where its bytes are
 * @param name
 *            its file name
 * @param digest
 *            their SHA-256 in lower-case hexadecimal digits
 */
record BundledFile(URL content, String name, String digest) {
    private static final int BUFFER = 1 << 18;

    /**
     * Finds a file among our resources.
     *
     * @param resource
     *            its path relative to this package
     * @throws IOException
     *             if this build does not have it, or has it without a digest
     */
    static BundledFile find(String resource) throws IOException {
        URL content = BundledFile.class.getResource(resource);
        if (content == null) {
            throw new IOException("this build of smoothie does not contain " + resource);
        }
        try (InputStream sum = BundledFile.class.getResourceAsStream(resource + ".sha256")) {
            if (sum == null) {
                throw new IOException("this build of smoothie contains no digest of " + resource);
            }
            return new BundledFile(content, resource.substring(resource.lastIndexOf('/') + 1),
                    new String(sum.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    /**
     * Unpacks the file into {@code directory}, unless a right copy is there.
     *
     * @return the file in the directory, verified
     * @throws IOException
     *             if it cannot be written there, or what was shipped is damaged
     */
    Path unpack(Path directory) throws IOException {
        Path file = directory.resolve(name);
        Path seal = directory.resolve(name + ".verified");
        if (isSealed(file, seal)) {
            return file;
        }
        if (!isRight(file)) {
            Files.createDirectories(directory);
            replace(file);
        }
        seal(file, seal);
        return file;
    }

    private void replace(Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), name, ".part");
        try {
            try (InputStream in = content.openStream(); OutputStream out = Files.newOutputStream(part)) {
                in.transferTo(out);
            }
            if (!isRight(part)) {
                throw new IOException("%s differs from what the build put there: its digest is not %s"
                        .formatted(content, digest));
            }
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Replaces the file. Windows keeps a library that is in use from being replaced; a right copy that is there already
     * is enough.
     */
    private void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!isRight(file)) {
                throw e;
            }
        }
    }

    private boolean isRight(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        MessageDigest sha = Sha256.begin();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                // the stream hashes what is read
            }
        }
        return HexFormat.of().formatHex(sha.digest()).equals(digest);
    }

    private boolean isSealed(Path file, Path seal) {
        try {
            return Files.readString(seal).equals(identity(file));
        } catch (IOException e) {
            return false;
        }
    }

    private void seal(Path file, Path seal) throws IOException {
        String identity = identity(file);
        try {
            Path part = Files.createTempFile(seal.getParent(), name, ".part");
            try {
                Files.writeString(part, identity);
                Files.move(part, seal, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // A directory that cannot be written costs the hashing at each start, nothing else.
        }
    }

    private String identity(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return "%s %d %s %s".formatted(digest, now.size(), now.lastModifiedTime(), now.fileKey());
    }
}
