package dev.smoothie.gateway.running;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of callers. Only digests of them are kept, and none is printed. */
public final class Keys {
    /** A server without keys: whoever reaches it may ask. */
    public static final Keys NONE = new Keys(List.of());

    private static final String BEARER = "bearer ";
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    private final List<byte[]> digests;

    private Keys(List<byte[]> digests) {
        this.digests = digests;
    }

    /**
     * The keys that a text lists, separated by commas, spaces or line breaks.
     *
     * @param origin
     *            where it is from, for messages
     * @throws SmoothieException
     *             if it lists none
     */
    public static Keys of(String origin, String text) {
        var digests = new ArrayList<byte[]>();
        for (String line : text.lines().filter(line -> !line.strip().startsWith("#")).toList()) {
            SEPARATOR.splitAsStream(line).filter(key -> !key.isEmpty()).forEach(key -> digests.add(digest(key)));
        }
        if (digests.isEmpty()) {
            throw new SmoothieException("%s: no keys; expected one on each line".formatted(origin));
        }
        return new Keys(digests);
    }

    /**
     * The keys that a file lists.
     *
     * @throws SmoothieException
     *             if it cannot be read, or lists none
     */
    public static Keys read(Path file) {
        try {
            return of(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read the keys of callers: %s".formatted(file, IoReason.of(e)), e);
        }
    }

    /** Whether a caller may ask. All keys are compared, each in constant time. */
    public boolean admit(Optional<String> authorization) {
        if (digests.isEmpty()) {
            return true;
        }
        String given = authorization.orElse("");
        if (!given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        byte[] digest = digest(given.substring(BEARER.length()).strip());
        boolean known = false;
        for (byte[] key : digests) {
            known |= MessageDigest.isEqual(key, digest);
        }
        return known;
    }

    /** Whether callers need a key. */
    public boolean needed() {
        return !digests.isEmpty();
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return digests.size() + " keys";
    }
}
