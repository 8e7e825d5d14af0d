package dev.smoothie.pipeline.kept;

import dev.smoothie.bindings.Sha256;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A fingerprint, of a text or of what vectors depend on, which takes their place: the first 128 bits of a SHA-256.
 *
 * @param high
 *            the first 64 bits
 * @param low
 *            the next 64 bits
 */
public record Digest(long high, long low) {
    /** Bytes of a digest. */
    public static final int BYTES = 2 * Long.BYTES;

    /** The digest of a text. */
    public static Digest of(String text) {
        // Digests the chars, not bytes of a charset: a lone surrogate, which JSON may escape, has no bytes in any
        // charset.
        ByteBuffer chars = ByteBuffer.allocate(2 * text.length());
        chars.asCharBuffer().put(text);
        return first(Sha256.of(chars.array()));
    }

    /** The first bits of a whole SHA-256. */
    static Digest first(byte[] sha256) {
        ByteBuffer digest = ByteBuffer.wrap(sha256);
        return new Digest(digest.getLong(), digest.getLong());
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
