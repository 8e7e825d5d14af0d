package dev.smoothie.pipeline.packed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@link ZstdInputStream} on what the reference program, {@code zstd} 1.5, made of texts that are computed here. */
class ZstdInputStreamTest {
    /** {@code zstd -3} of {@code squares(60)}: literals in one stream, described tables. */
    private static final String SQUARES_60 = ""
            + "KLUv/QRYJQoAdpgzErCl0AYOLgyeubK7e6ctswMHAjAALAAsABNKV97uqHxPpLyYy1coH6rGBwnxNCf8UfCWMT9B5e34Wnhp"
            + "+aIgYAAQCHygIGAAEA+1GB/BVjydiz8r4m3ET1ENb3QeviQmvIwIX1Lhg5SCjxAHTz4zfx3zbs0HvIUwviGmeDkbEV/msuGD"
            + "2cLwUW4IT+Tgb8LMe1zzIw4pb2G+4fJi0/FVHwMBi/BRmSCh5u/ieN/d8WPGWxXfIl5o+JqQEj5MTAUfElbmKaL8hePtCOWn"
            + "4Qs7ICCjIbEOYASMF3dwsayTzRxFX6jorUX/UgY3OAbvLCEwYiAkZo7Z8CNlNgc3uMHB4CeIns3MPfgYojlymU1SZiMXpICU"
            + "h6KzmQ1m8yNmgehsZoPZ/IgRIGWYw+AwvazxpBjlKIaWXP5R1NCatW/oHU4Yb1t39g==";
    /** {@code zstd -19} of {@code squares(90)}: literals in four streams. */
    private static final String SQUARES_90 = ""
            + "KLUv/QRorQsAFuVJErAVpA2O4JI4pMjuzS23zA4cCEQARABEAMOXbOY9Nl8OwXxwSXgRh/AUZ8FfJ/hog59QuvJ2R+V7dnlb"
            + "lK9QPlSNFzLxNGf+SPjwBD9C5e34hnm3fAWBDwQYCBAIofxU4ngjMb5BOsX7jIivsuGDWRheqmKeiEb4Ews+Jhr8WFzeqPhK"
            + "eQcdXw3h+NCojZcQtuLpLoo/K+LDJoifohre6CJUJebPQfggqfIzNm9Bjq8nGG8JI75Kw4cIm5dOCE/BocFfHR93d/xYOONN"
            + "rPiWFfGmqeHLZT7MlPBiq+BJxMpfOD4iGkEQ4yVkiKdamb8JwkcgS/k5q+OtNb5GJt4lZr4ihA8kVF6GeLLJ+GuLDwk0/ERr"
            + "3kzBty3vMGfHl9n4cBeKF4saPlmoEEaQxRcDgBm2cBASxz7Fa2dNwnUhCMVAUhJI1Aqki4Z4CMCjohHvYz9iDzHPQG7LfSNo"
            + "IUeeiCBJFXoTJ/r0b3NcPVv8ggKbAgNS2X4=";
    /** {@code zstd -1} of {@code lines(30000)}: two blocks; the second repeats distances of the first. */
    private static final String LINES = ""
            + "KLUv/QRIrAQAQkgUEMClDWbxn1lk904psUGVcwM0v1ueVdHM7fLMimhul7yzIprfLe+simbulmdWNHO75JkV0fwuabxbBWWi"
            + "uX5sbBBlEOAMogwCVBBlECAIogwSbKhx6O5/B7CTUo0BEnDRt////58BlPwZZyX6M1V6FNFN0zXABIs1LSk7URYU6SQffPos"
            + "Umig6Pl9lYFC9FvCVgFNAAAIIAEAxJ05EAJNyufM";
    /** {@code zstd -1} of 200,000 times "a". */
    private static final String SAME = "KLUv/QRIVAAAEGFhAQD7/znAAgNqCGGDVryY";

    @Test
    void unpacksWhatTheReferenceProgramPacked() throws IOException {
        assertEquals(squares(60), text(packed(SQUARES_60)));
        assertEquals(squares(90), text(packed(SQUARES_90)));
        assertEquals(lines(30_000), text(packed(LINES)));
        assertEquals("a".repeat(200_000), text(packed(SAME)));
    }

    @Test
    void framesFollowEachOtherAndOthersAreSkipped() throws IOException {
        // A skippable frame of three bytes, then two frames of data.
        byte[] skipped = {0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 7, 7, 7};
        assertEquals(squares(60) + squares(90), text(concatenated(skipped, packed(SQUARES_60), packed(SQUARES_90))));
        assertEquals("", text(new byte[0]));
    }

    /** A frame written by hand: one segment of six bytes, a raw block "ab" and, as the last, four times "c". */
    @Test
    void readsRawAndRepeatedBlocks() throws IOException {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 6, 2 << 3, 0, 0, 'a', 'b', 4 << 3 | 1 << 1 | 1, 0,
                0,
                'c'};
        assertEquals("abcccc", text(frame));
    }

    @Test
    void singleBytesAreTheSame() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new ZstdInputStream(new ByteArrayInputStream(packed(SQUARES_60)))) {
            for (int next = stream.read(); next >= 0; next = stream.read()) {
                bytes.write(next);
            }
        }
        assertEquals(squares(60), bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void saysWhatCannotBeUnpacked() {
        byte[] dictionary = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x21, 5, 6};
        assertTrue(failure(dictionary).contains("zstd -d -D"));
        byte[] large = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (20 << 3)};
        assertTrue(failure(large).contains("1073741824 bytes"));
        assertTrue(failure(concatenated(packed(SQUARES_60), "more".getBytes(StandardCharsets.UTF_8)))
                .contains("where a Zstandard frame should begin"));
    }

    @Property(tries = 300)
    void aTextThatWasCutOffFails(@ForAll @IntRange(min = 1, max = 300) int missing) {
        byte[] whole = packed(SQUARES_60);
        assertEquals("the Zstandard data end in the middle of a frame",
                failure(Arrays.copyOf(whole, whole.length - missing % (whole.length - 1) - 1)));
    }

    /** Damage fails, also where only the checksum notices it, or is in bits that nothing depends on. */
    @Property(tries = 1000)
    void damageIsNoticed(@ForAll @IntRange(min = 0, max = 100_000) int place,
            @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] bytes = packed(SQUARES_90);
        bytes[place % bytes.length] ^= (byte) change;
        try {
            assertEquals(squares(90), text(bytes));
        } catch (IOException e) {
            assertTrue(!e.getMessage().isBlank());
        }
    }

    /** The values that the author of XXH64 gives. */
    @Test
    void theHashIsXxh64() {
        assertEquals(0xEF46DB3751D8E999L, hash(""));
        assertEquals(0xD24EC4F1A98C6E5BL, hash("a"));
        assertEquals(0x44BC2CF5AD770999L, hash("abc"));
    }

    private static long hash(String text) {
        var hash = new ContentHash();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hash.add(bytes, 0, bytes.length);
        return hash.value();
    }

    private static String squares(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("line ").append(i * 7 % 1000).append(": ").append(i * i % 1013).append('\n');
        }
        return text.toString();
    }

    private static String lines(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("line ").append(i * 7 % 100).append('\n');
        }
        return text.toString();
    }

    private static byte[] packed(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static String text(byte[] packed) throws IOException {
        try (var stream = new ZstdInputStream(new ByteArrayInputStream(packed))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String failure(byte[] packed) {
        return assertThrows(IOException.class, () -> text(packed)).getMessage();
    }

    private static byte[] concatenated(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
