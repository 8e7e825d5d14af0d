package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Keeps compiled kernels on disk, each under the digest of all that it was made from: the source, the options with the
 * architecture that it was compiled for ({@code sm_90} or {@code sm_90a}), and NVRTC's version. Any number of processes may share one; an entry appears whole, by an atomic move,
 * starts with the digest of the rest, and is made again where it is damaged.
 *
 * @param directory
 *            where they are kept; may not exist yet
 */
public record CubinCache(Path directory) {
    private static final int DIGEST_BYTES = 32;

    /** The cache below a user's {@link dev.smoothie.bindings.CacheDirectory}. */
    public static CubinCache below(Path cache) {
        return new CubinCache(cache.resolve("cuda"));
    }

    /**
     * The compiled form of {@code source} for {@code architecture}: from the cache, or compiled now and kept.
     *
     * @throws CudaException
     *             if it does not compile
     */
    public byte[] get(Nvrtc nvrtc, CudaSource source, int architecture) {
        Path file = file(nvrtc, source, architecture);
        return read(file).orElseGet(() -> {
            byte[] cubin = nvrtc.compile(source, architecture);
            keep(file, cubin);
            return cubin;
        });
    }

    private Path file(Nvrtc nvrtc, CudaSource source, int architecture) {
        MessageDigest sha = Sha256.begin();
        for (String part : Nvrtc.options(source, architecture)) {
            sha.update((part + "\0").getBytes(StandardCharsets.UTF_8));
        }
        sha.update(("NVRTC " + nvrtc.version() + "\0").getBytes(StandardCharsets.UTF_8));
        String digest = HexFormat.of().formatHex(sha.digest(source.text().getBytes(StandardCharsets.UTF_8)));
        return directory.resolve("%s-%s-%s.cubin".formatted(source.name(), source.target().of(architecture),
                digest.substring(0, 32)));
    }

    private static Optional<byte[]> read(Path file) {
        try {
            byte[] entry = Files.readAllBytes(file);
            if (entry.length > DIGEST_BYTES) {
                byte[] cubin = Arrays.copyOfRange(entry, DIGEST_BYTES, entry.length);
                return Arrays.equals(Sha256.of(cubin), Arrays.copyOf(entry, DIGEST_BYTES))
                        ? Optional.of(cubin)
                        : Optional.empty();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void keep(Path file, byte[] cubin) {
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
            try {
                byte[] digest = Sha256.of(cubin);
                byte[] entry = Arrays.copyOf(digest, DIGEST_BYTES + cubin.length);
                System.arraycopy(cubin, 0, entry, DIGEST_BYTES, cubin.length);
                Files.write(part, entry);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // A directory that cannot be written costs compiling at each start, nothing else.
        }
    }
}
