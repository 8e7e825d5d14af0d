package dev.smoothie.pipeline.index;

import dev.smoothie.bindings.Sha256;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.security.MessageDigest;

/**
 * A digest that tells one set of vectors from another: the SHA-256 of the SHA-256s of its blocks, so that all threads
 * can work on it.
 */
final class VectorsDigest {
    private static final int BLOCK = 4 << 20;

    private VectorsDigest() {}

    /** The digest of {@code vectors}, 32 bytes. */
    static byte[] of(Embeddings vectors, Workers workers) {
        long bytes = vectors.segment().byteSize();
        byte[][] blocks = new byte[Math.toIntExact(Math.ceilDiv(bytes, BLOCK))][];
        workers.forBlocks(bytes, BLOCK, (from, to) -> {
            MessageDigest digest = Sha256.begin();
            digest.update(vectors.segment().asSlice(from, to - from).asByteBuffer());
            blocks[(int) (from / BLOCK)] = digest.digest();
        });
        MessageDigest digest = Sha256.begin();
        for (byte[] block : blocks) {
            digest.update(block);
        }
        return digest.digest();
    }
}
