package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.parallel.Workers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Tells one set of vectors from another: SHA-256 of the SHA-256s of its blocks, so that all threads can work on it. */
final class VectorsDigest {
    private static final int BLOCK = 4 << 20;

    private VectorsDigest() {}

    /** 32 bytes. */
    static byte[] of(Embeddings vectors, Workers workers) {
        long bytes = vectors.segment().byteSize();
        byte[][] blocks = new byte[Math.toIntExact(Math.ceilDiv(bytes, BLOCK))][];
        workers.forBlocks(bytes, BLOCK, (from, to) -> {
            MessageDigest digest = sha256();
            digest.update(vectors.segment().asSlice(from, to - from).asByteBuffer());
            blocks[(int) (from / BLOCK)] = digest.digest();
        });
        MessageDigest digest = sha256();
        for (byte[] block : blocks) {
            digest.update(block);
        }
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
