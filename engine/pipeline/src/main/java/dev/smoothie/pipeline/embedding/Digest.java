package dev.smoothie.pipeline.embedding;

import dev.smoothie.bindings.Sha256;
import java.nio.ByteBuffer;

/**
 * A fingerprint of a text, which takes the place of texts that are no longer in memory: the first 128 bits of its
 * SHA-256.
 */
record Digest(long high, long low) {

    static Digest of(String text) {
        // Digests the chars, not bytes of a charset: a lone surrogate, which JSON may escape, has no bytes in any
        // charset.
        ByteBuffer chars = ByteBuffer.allocate(2 * text.length());
        chars.asCharBuffer().put(text);
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(chars.array()));
        return new Digest(digest.getLong(), digest.getLong());
    }
}
