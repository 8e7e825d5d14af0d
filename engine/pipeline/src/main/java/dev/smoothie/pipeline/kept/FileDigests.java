package dev.smoothie.pipeline.kept;

import dev.smoothie.bindings.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Digests of the contents of files. They are remembered with all that changes when a file does (path, length, inode, the
 * times of its content and of its entry), because reading weights takes longer than looking up vectors. Not safe for use
 * by several threads; several processes may share the directory.
 */
final class FileDigests {
    static final String NAME = "files";
    /** More are forgotten, the oldest first. */
    private static final int MOST = 1000;
    /** A file that has just changed could change again within the resolution of its times. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Path directory;
    private final Map<String, String> known = new LinkedHashMap<>();
    private boolean changed;

    /** What was remembered in the directory of the cache. */
    FileDigests(Path directory) {
        this.directory = directory;
        try {
            for (String line : Files.readAllLines(directory.resolve(NAME))) {
                int space = line.indexOf(' ');
                if (space == 2 * Sha256.BYTES) {
                    known.put(line.substring(space + 1), line.substring(0, space));
                }
            }
        } catch (IOException | RuntimeException _) {
            known.clear(); // there is none, or it is damaged
        }
    }

    /**
     * The SHA-256 of a file's content, in hexadecimal digits.
     *
     * @throws IOException
     *             if it cannot be read
     */
    String of(Path file) throws IOException {
        Path real = file.toRealPath();
        Map<String, Object> state = Files.readAttributes(real, real.getFileSystem().supportedFileAttributeViews()
                .contains("unix") ? "unix:size,lastModifiedTime,ctime,ino" : "size,lastModifiedTime,creationTime");
        String key = HexFormat.of().formatHex(Sha256.of("%s %s".formatted(real, new TreeMap<>(state))
                .getBytes(StandardCharsets.UTF_8)));
        String digest = known.get(key);
        if (digest == null) {
            digest = read(real);
            if (isSettled(state)) {
                known.put(key, digest);
                changed = true;
            }
        }
        return digest;
    }

    private static boolean isSettled(Map<String, Object> state) {
        FileTime latest = FileTime.from(Instant.now().minus(SETTLED));
        return state.values().stream().noneMatch(value -> value instanceof FileTime time
                && time.compareTo(latest) > 0);
    }

    private static String read(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] piece = new byte[1 << 18];
        try (InputStream content = Files.newInputStream(file)) {
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                digest.update(piece, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Remembers what was read. If that is not possible it is read again the next time. */
    void save() {
        if (!changed) {
            return;
        }
        var lines = new StringBuilder();
        known.entrySet().stream().skip(Math.max(0, known.size() - MOST))
                .forEach(entry -> lines.append(entry.getValue()).append(' ').append(entry.getKey()).append('\n'));
        Path temporary = directory.resolve("%s.%d".formatted(NAME, ProcessHandle.current().pid()));
        try {
            PrivateFiles.directory(directory);
            try (var file = Files.newByteChannel(temporary, Set.of(StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE), PrivateFiles.file(temporary))) {
                file.write(ByteBuffer.wrap(lines.toString()
                        .getBytes(StandardCharsets.US_ASCII)));
            }
            Files.move(temporary, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException _) {
            // Its contents will be read again.
        }
    }
}
