package dev.smoothie.pipeline.packed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@link ZipArchive} on archives that the JDK wrote, and on one with a Zstandard member written here. */
class ZipArchiveTest {
    /** A Zstandard frame: one segment of six bytes, a raw block "ab" and, as the last, four times "c". */
    private static final byte[] FRAME = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 6, 2 << 3, 0, 0, 'a', 'b',
            4 << 3 | 1 << 1 | 1, 0, 0, 'c'};

    @TempDir
    Path directory;

    @Test
    void readsWhatTheJdkWrote() throws IOException {
        assertEquals(Map.of("a.json", "{}", "b/c.json", "x".repeat(10_000), "ü", ""), read(written()));
    }

    @Test
    void readsZstandard() throws IOException {
        assertEquals(Map.of("text", "abcccc"), read(zstandard(crc("abcccc"))));
        assertTrue(failure(zstandard(crc("abcccd"))).contains("text is not what was packed"));
    }

    @Test
    void theLaterOfTwoMembersCounts() throws IOException {
        byte[] archive = written();
        byte[] renamed = new String(archive, StandardCharsets.ISO_8859_1).replace("b/c.json", "./a.json")
                .replace("./a.json", "aaa.json").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("x".repeat(10_000), read(renamed).get("aaa.json"));
    }

    @Test
    void aPartOfAnArchiveIsNamed() throws IOException {
        byte[] archive = written();
        assertEquals("the ZIP archive has no directory at its end, so it is only a part of one",
                failure(Arrays.copyOf(archive, archive.length - 30)));
        assertTrue(failure("PK".getBytes(StandardCharsets.UTF_8)).contains("only a part"));
    }

    /** Damage is an IOException, or is in bytes that no reader looks at; nothing else is thrown. */
    @Test
    void damageIsAnIoException() throws IOException {
        byte[] archive = written();
        var random = new Random(11);
        int failures = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = archive.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                read(damaged);
            } catch (IOException e) {
                failures++;
                assertFalse(e.getMessage() == null || e.getMessage().isBlank());
            }
        }
        assertTrue(failures > 100, "only " + failures);
    }

    @Test
    void knowsHowArchivesBegin() throws IOException {
        assertTrue(ZipArchive.begins(Arrays.copyOf(written(), 4)));
        assertFalse(ZipArchive.begins(new byte[]{'P', 'K'}));
        assertFalse(ZipArchive.begins("{\"a\"".getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] written() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, "a.json", "{}");
            put(zip, "b/c.json", "x".repeat(10_000));
            var stored = new ZipEntry("ü");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(0);
            stored.setCrc(0);
            zip.putNextEntry(stored);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** An archive with one member, {@code text}, whose checksum is said to be {@code crc} (APPNOTE, 4.3). */
    private static byte[] zstandard(int crc) {
        byte[] name = "text".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x04034b50).putShort((short) 63).putShort((short) 0).putShort((short) 93).putInt(0).putInt(crc)
                .putInt(FRAME.length).putInt(6).putShort((short) name.length).putShort((short) 0).put(name).put(FRAME);
        int directory = bytes.position();
        bytes.putInt(0x02014b50).putShort((short) 63).putShort((short) 63).putShort((short) 0).putShort((short) 93)
                .putInt(0).putInt(crc).putInt(FRAME.length).putInt(6).putShort((short) name.length).putShort((short) 0)
                .putShort((short) 0).putInt(0).putInt(0).putInt(0).put(name);
        int end = bytes.position();
        bytes.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1).putInt(end - directory)
                .putInt(directory).putShort((short) 0);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static int crc(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private Map<String, String> read(byte[] archive) throws IOException {
        Path file = Files.write(directory.resolve("archive.zip"), archive);
        var texts = new LinkedHashMap<String, String>();
        try (ZipArchive zip = ZipArchive.open(file)) {
            for (ZipArchive.Member member : zip.members()) {
                try (var bytes = zip.open(member)) {
                    texts.put(member.name(), new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return texts;
    }

    private String failure(byte[] archive) {
        return assertThrows(IOException.class, () -> read(archive)).getMessage();
    }
}
