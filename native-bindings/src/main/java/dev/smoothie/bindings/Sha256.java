package dev.smoothie.bindings;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes SHA-256 digests, by which contents are told apart. */
public final class Sha256 {
    /** Bytes of a digest. */
    public static final int BYTES = 32;

    private Sha256() {}

    /** A new digest, to be fed by one thread. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest of {@code content}, {@value #BYTES} bytes. */
    public static byte[] of(byte[] content) {
        return begin().digest(content);
    }
}
