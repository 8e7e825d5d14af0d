package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.LineBlock;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.tck.DatasetArbitraries;
import dev.smoothie.spi.tck.DatasetLine;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What {@link BlockScan} finds without making texts is what {@link JsonLinesReader}, which reads with a library, finds;
 * and what that refuses, the scan does not accept.
 */
class BlockScanTest {
    private static final InputFile FILE = new InputFile("file.jsonl", Path.of("file.jsonl"), false);
    private static final DefaultIds IDS = new DefaultIds(List.of(FILE));

    private static LineBlock block(byte[] bytes) {
        return new LineBlock(0, FILE, bytes, bytes.length, Optional.empty());
    }

    private static List<Sample> read(byte[] bytes) {
        var samples = new ArrayList<Sample>();
        try (SampleReader reader = new JsonLinesReader(block(bytes), 7, IDS, Extra.NOTHING)) {
            reader.forEachRemaining(samples::add);
        }
        return samples;
    }

    /** Asserts that an accepted block holds the samples that the reader finds. Returns whether it was accepted. */
    private static boolean agrees(byte[] bytes) {
        BlockScan scan = BlockScan.of(block(bytes));
        if (scan.isUnusual()) {
            return false;
        }
        List<Sample> expected = read(bytes);
        assertEquals(expected.size(), scan.samples());
        try (Arena arena = Arena.ofConfined()) {
            BlockIndex index = BlockIndex.of(arena, bytes.length, 7, 0, scan);
            for (int rank = 0; rank < expected.size(); rank++) {
                var found = new LineSample(block(bytes), index, scan.places(), rank, IDS);
                assertEquals(expected.get(rank), found.sample());
                assertWritten(expected.get(rank), found, scan.generators());
            }
        }
        return true;
    }

    private static void assertWritten(Sample expected, SampleText found, List<String> generators) {
        assertEquals(Json.line(json -> JsonText.write(json, expected.id())), bytes(found::writeId));
        for (String generator : generators) {
            assertEquals(Json.line(json -> JsonText.write(json, expected.output(generator).orElse(null))),
                    bytes(json -> found.writeOutput(json, generator, _ -> true)));
        }
    }

    private static String bytes(Consumer<JsonGenerator> writing) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.on(bytes)) {
            writing.accept(json);
        }
        return bytes.toString(UTF_8);
    }

    @Provide
    Arbitrary<List<DatasetLine>> lines() {
        return DatasetArbitraries.datasets(8, 5);
    }

    private static byte[] bytes(List<DatasetLine> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line.json()).append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    @Property(tries = 200)
    void findsWhatTheReaderFinds(@ForAll("lines") List<DatasetLine> lines) {
        assertTrue(agrees(bytes(lines)));
    }

    @Property(tries = 300)
    void acceptsNothingThatTheReaderRefuses(@ForAll("lines") List<DatasetLine> lines, @ForAll long seed) {
        byte[] bytes = bytes(lines);
        var random = new Random(seed);
        byte[] alphabet = "{}[]\",:\\u0123456789abcdeEntf+-. \t\r\n\u0000é\ud83d\ude00".getBytes(UTF_8);
        for (int trial = 0; trial < 20 && bytes.length > 1; trial++) {
            byte[] broken = bytes.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                broken[random.nextInt(broken.length - 1)] = random.nextInt(4) == 0
                        ? (byte) random.nextInt(256)
                        : alphabet[random.nextInt(alphabet.length)];
            }
            try {
                agrees(broken);
            } catch (SmoothieException e) {
                throw new AssertionError("accepted: " + new String(broken, UTF_8), e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"generations\":null}", "{\"generations\":{}}", " \t{ \"id\" : 1 }\r",
            "{\"id\":null,\"input\":null}",
            "{\"id\":-0.5e+3,\"generations\":{\"a\":null,\"b\":[null,\"x\"],\"c\":\"\"}}",
            "{\"input\":\"i\",\"embedding_input\":\"e\"}", "{\"embedding_input\":\"e\",\"input\":\"i\"}",
            "{\"embedding_input\":null,\"input\":\"i\"}", "{\"input\":\"i\",\"embedding_input\":null}",
            "{\"generations\":{\"a\\u0062\":\"1\"}}\n{\"generations\":{\"ab\":\"2\"}}",
            "{\"generations\":{\"ab\":\"1\"}}\n{\"generations\":{\"\\u0061b\":\"2\",\"c\":\"\\/\"}}",
            "\n\n{\"id\":\"\\ud83d\\ude00\"}\n\n{\"id\":\"\\ud83d\"}\n{\"id\":\"😀\"}",
            "{\"scores\":{\"a\":1,\"b\":[true,false,{\"x\":{\"y\":null}}]},\"cost\":{\"a\":0.1}}",
            "{\"x\":{\"\\u00e9\":1,\"e\":1}}", "{\"generations\":{\"a\":\"\\b\\f\\n\\r\\t\\\"\\\\\\/\\u00e9\"}}"})
    void understands(String line) {
        assertTrue(agrees((line + "\n").getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"id\":1}x", "{\"id\":1,}", "{\"id\":01}", "{\"id\":1.}", "{\"id\":.5}",
            "{\"id\":1e}", "{\"id\":-}", "{\"id\":\"\\x\"}", "{\"id\":\"\\u12g4\"}", "{\"id\":\"\t\"}", "{\"id\":true}",
            "{\"id\":1,\"id\":2}", "{\"x\":{\"a\":1,\"a\":1}}", "{\"x\":{\"\\u00e9\":1,\"é\":1}}",
            "{\"generations\":{\"a\":\"\",\"a\":\"\"}}",
            "{\"generations\":{\"a\":\"\",\"\\u0061\":\"\"}}", "{\"generations\":{\" \":\"\"}}",
            "{\"generations\":{\"a\":[]}}", "{\"generations\":{\"a\":1}}", "{\"generations\":[]}", "{\"input\":5}",
            "{\"x\":nul}", "{\"x\":nullx}", "{\"x\":[1,]}", "{\"x\":tru\n}", "{'id':1}", "{\"x\":NaN}"})
    void leavesWhatIsMalformedToTheReader(String line) {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        assertTrue(BlockScan.of(block(bytes)).isUnusual());
        assertFalse(agrees(bytes));
    }

    @Test
    void leavesMalformedBytesToTheReader() {
        for (int first = 0x80; first < 0x100; first++) {
            for (int second : new int[]{0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0}) {
                byte[] line = "{\"id\":\"??????\"}\n".getBytes(UTF_8);
                line[7] = (byte) first;
                line[8] = (byte) second;
                line[9] = (byte) 0x80;
                line[10] = (byte) (first >= 0xf0 ? 0x80 : 'x');
                boolean accepted = agrees(line);
                boolean valid = isUtf8(line);
                // Three of the bytes may be two characters, of which the second is then malformed.
                assertEquals(valid, accepted, () -> "0x%x".formatted(second));
            }
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    @Test
    void makesRoomForAnyNumberOfGeneratorsAndSamples() {
        var text = new StringBuilder();
        for (int sample = 0; sample < 3000; sample++) {
            text.append("{\"generations\":{");
            for (int generator = 0; generator <= sample % 60; generator++) {
                text.append(generator == 0 ? "" : ",").append("\"g").append(generator).append("\":\"").append(sample)
                        .append('"');
            }
            text.append("}}\n");
        }
        assertTrue(agrees(text.toString().getBytes(UTF_8)));
    }
}
