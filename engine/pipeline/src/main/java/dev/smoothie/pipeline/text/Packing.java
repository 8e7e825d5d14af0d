package dev.smoothie.pipeline.text;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the bytes of a file are packed, as the first of them tell. */
public enum Packing {
    /** Text in UTF-8, as far as its beginning tells. */
    TEXT,
    /** Text in UTF-16, the low byte of each unit first. */
    UTF_16_LE,
    /** Text in UTF-16, the high byte of each unit first. */
    UTF_16_BE,
    /** Packed by gzip. */
    GZIP,
    /** A zip archive. */
    ZIP("a zip archive", "unzip"),
    /** Packed by bzip2. */
    BZIP2("packed by bzip2", "bunzip2"),
    /** Packed by zstd. */
    ZSTANDARD,
    /** Packed by xz. */
    XZ("packed by xz", "unxz"),
    /** Packed by lz4. */
    LZ4("packed by lz4", "unlz4"),
    /** A 7z archive. */
    SEVEN_ZIP("a 7z archive", "7z x"),
    /** A tar archive. */
    TAR("a tar archive", "tar xf"),
    /** Bytes that are no text. */
    BINARY;

    private static final int HEAD = 512;
    private static final int TAR_MAGIC = 257;

    private final String description;
    private final String unpacker;

    Packing() {
        this("", "");
    }

    Packing(String description, String unpacker) {
        this.description = description;
        this.unpacker = unpacker;
    }

    /** Looks at the next bytes of a stream that can be reset, and leaves it where it was. */
    static Packing of(InputStream bytes) throws IOException {
        bytes.mark(HEAD);
        byte[] head = bytes.readNBytes(HEAD);
        bytes.reset();
        return of(head);
    }

    private static Packing of(byte[] head) {
        return begins(head, 0x1f, 0x8b)
                ? GZIP
                : begins(head, 'P', 'K', 3, 4) || begins(head, 'P', 'K', 5, 6)
                        ? ZIP
                        : begins(head, 'B', 'Z', 'h') && head.length > 3 && head[3] >= '1' && head[3] <= '9'
                                ? BZIP2
                                : begins(head, 0x28, 0xb5, 0x2f, 0xfd)
                                        ? ZSTANDARD
                                        : begins(head, 0xfd, '7', 'z', 'X', 'Z', 0)
                                                ? XZ
                                                : begins(head, 0x04, 0x22, 0x4d, 0x18)
                                                        ? LZ4
                                                        : begins(head, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c)
                                                                ? SEVEN_ZIP
                                                                : head.length > TAR_MAGIC + 5
                                                                        && begins(
                                                                                Arrays.copyOfRange(head, TAR_MAGIC,
                                                                                        head.length),
                                                                                'u', 's', 't', 'a', 'r')
                                                                                        ? TAR
                                                                                        : text(head);
    }

    private static Packing text(byte[] head) {
        if (begins(head, 0xff, 0xfe)) {
            return UTF_16_LE;
        }
        if (begins(head, 0xfe, 0xff)) {
            return UTF_16_BE;
        }
        // Without a mark: JSON begins with a character of ASCII, which has a byte of zeros in UTF-16.
        if (head.length >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0) {
            return UTF_16_LE;
        }
        if (head.length >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0) {
            return UTF_16_BE;
        }
        for (byte b : head) {
            if (b == 0) {
                return BINARY;
            }
        }
        return begins(head, 'P', 'A', 'R', '1') ? BINARY : TEXT;
    }

    private static boolean begins(byte[] head, int... with) {
        if (head.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if (head[i] != (byte) with[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Fails unless it is text.
     *
     * @param file
     *            the name of the file, for the message
     */
    void requireText(String file) {
        if (!unpacker.isEmpty()) {
            throw new SmoothieException("%s: is %s, which is not read; unpack it first: %s %s".formatted(file,
                    description, unpacker, file));
        }
        if (this == BINARY || this == GZIP || this == ZSTANDARD) {
            throw new SmoothieException(this != BINARY
                    ? "%s: is packed twice; unpack it first: %s %s".formatted(file,
                            this == GZIP ? "gunzip" : "unzstd", file)
                    : "%s: is not a text; expected samples as JSON Lines or in another format that 'smoothie help files' lists"
                            .formatted(file));
        }
    }

    /** Text as UTF-8. */
    InputStream decode(InputStream bytes) {
        return switch (this) {
            case UTF_16_LE -> new Utf8Stream(new InputStreamReader(bytes, StandardCharsets.UTF_16LE));
            case UTF_16_BE -> new Utf8Stream(new InputStreamReader(bytes, StandardCharsets.UTF_16BE));
            default -> bytes;
        };
    }
}
