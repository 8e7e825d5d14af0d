package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayedAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Answers that a server packed although nobody asked for it. */
class RelayPackedTest {
    private static final String TEXT = "data: " + "Grüße ".repeat(5000) + "\n\n";

    private LoopbackServer server;
    private LanguageModel model;

    @BeforeEach
    void open() {
        server = LoopbackServer.json("{}");
        model = Models.open("openai", server, Map.of());
    }

    @AfterEach
    void close() {
        model.close();
        server.close();
    }

    private RelayedAnswer ask(LoopbackServer.Answers answers) {
        server.answer(answers);
        return model.relay().orElseThrow().relay(RelayedServer.request(RelayedServer.LONG));
    }

    private static byte[] packed(String how, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (how) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "zlib" -> new DeflaterOutputStream(bytes);
            case "raw" -> new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
            default -> bytes;
        }) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"gzip, gzip, 200", "gzip, X-GZIP, 200", "gzip, identity, 200", "plain, gzip, 200", "zlib, deflate, 200",
            "raw, deflate, 200", "plain, identity, 200", "gzip, gzip, 500", "zlib, deflate, 500"})
    void isUnpacked(String how, String called, int status) throws IOException {
        byte[] bytes = packed(how, TEXT);
        try (RelayedAnswer got = ask((_, wire) -> {
            wire.head(status, "text/plain", bytes.length, "Content-Encoding: " + called);
            wire.write(bytes);
        })) {
            assertEquals(TEXT, new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(Optional.empty(), got.header("content-encoding"));
            assertEquals(status == 500, got.failure().isPresent());
        }
    }

    @Test
    void aPackedStreamIsNotHeldBack() throws IOException {
        var read = new CountDownLatch(1);
        try (RelayedAnswer got = ask((_, wire) -> {
            wire.chunked("text/event-stream", "Content-Encoding: gzip");
            var bytes = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(bytes, true)) {
                gzip.write("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
                gzip.flush();
                wire.chunk(bytes.toByteArray());
                bytes.reset();
                read.await();
                gzip.write("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
            }
            wire.chunk(bytes.toByteArray());
            wire.chunk("");
        })) {
            assertEquals("data: 1\n\n", new String(got.body().readNBytes(9), StandardCharsets.UTF_8));
            read.countDown();
            assertEquals("data: 2\n\n", new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip, gzip", "zlib, deflate"})
    void whatIsCutOffOrBrokenIsGarbled(String how, String called) throws IOException {
        byte[] whole = packed(how, TEXT);
        byte[] broken = whole.clone();
        Arrays.fill(broken, 20, broken.length, (byte) 0xff);
        for (byte[] bytes : new byte[][]{Arrays.copyOf(whole, whole.length - 12), broken}) {
            try (RelayedAnswer got = ask((_, wire) -> {
                wire.head(200, "text/plain", bytes.length, "Content-Encoding: " + called);
                wire.write(bytes);
            })) {
                IOException failure = assertThrows(IOException.class, () -> got.body().readAllBytes());
                assertEquals(Kind.GARBLED, assertInstanceOf(LanguageModelException.class, failure.getCause()).kind());
            }
        }
    }

    @Test
    void whatNobodyCanUnpackIsGarbled() {
        var failure = assertThrows(LanguageModelException.class, () -> ask((_, wire) -> wire.send(200, "text/plain",
                "abc", "Content-Encoding: br")));
        assertEquals(Kind.GARBLED, failure.kind());
        assertTrue(failure.getMessage().contains("packed by 'br', which was not asked for"), failure.getMessage());
    }

    @Test
    void anErrorThatNobodyCanUnpackIsItsStatus() throws IOException {
        try (RelayedAnswer got = ask((_, wire) -> wire.send(429, "text/plain", "abc", "Content-Encoding: br"))) {
            assertEquals(Kind.THROTTLED, got.failure().orElseThrow().kind());
            assertEquals(0, got.body().readAllBytes().length);
        }
    }
}
