package dev.smoothie.pipeline.joining;

import dev.smoothie.pipeline.readers.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * By what an entry is joined with others.
 *
 * @param file
 *            the index of its file
 * @param place
 *            which entry of its file it is, from 0
 * @param input
 *            a checksum of its input without the white space around it
 * @param answers
 *            whether it tells about generators
 */
record EntryKey(int file, int place, Optional<String> part, Optional<String> id, Optional<String> identity,
        Optional<Checksum> input, boolean answers) {

    /** 128 bits of a text. */
    record Checksum(long high, long low) {
        static Checksum of(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                ByteBuffer bits = ByteBuffer.wrap(digest);
                return new Checksum(bits.getLong(), bits.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    static EntryKey of(int file, int place, Entry entry) {
        return new EntryKey(file, place, entry.part().map(String::intern), entry.id().map(Object::toString),
                entry.identity(), entry.input().map(String::strip).map(Checksum::of), !entry.answers().isEmpty());
    }
}
