package dev.smoothie.engine.embed;

import dev.smoothie.engine.data.Sha256;
import java.nio.ByteBuffer;

/** The first 128 bits of a text's SHA-256: stands for texts that are no longer in memory. */
record Digest(long high, long low) {

    static Digest of(String text) {
        // The chars themselves: lone surrogates, which JSON may escape, have no bytes of their own in any charset.
        ByteBuffer chars = ByteBuffer.allocate(2 * text.length());
        chars.asCharBuffer().put(text);
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(chars.array()));
        return new Digest(digest.getLong(), digest.getLong());
    }
}
