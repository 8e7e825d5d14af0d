package dev.smoothie.engine.embed;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 128 bits of a text's SHA-256: stands for texts that are no longer in memory. */
record Digest(long high, long low) {

    static Digest of(String text) {
        // The chars themselves: lone surrogates, which JSON may escape, have no bytes of their own in any charset.
        ByteBuffer chars = ByteBuffer.allocate(2 * text.length());
        chars.asCharBuffer().put(text);
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(chars.array());
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Digest(buffer.getLong(), buffer.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
