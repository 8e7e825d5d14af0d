package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** A model with a relay, and the server that it asks. */
final class RelayedServer implements AutoCloseable {
    static final String REQUEST = "{\"model\": \"smoothie\", \"messages\": [{\"role\": \"user\",  \"content\": \"hi\"}],"
            + " \"tools\": [{\"type\": \"function\"}], \"x-own\": 1.10, \"stream\": true}";
    static final Duration LONG = Duration.ofMinutes(10);
    static final Duration SHORT = Duration.ofMillis(200);

    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final LoopbackServer server = LoopbackServer.json("{}");
    private final LanguageModel model = Models.open("openai", server, Map.of("api-key-env", "OPENAI_API_KEY"));

    static RelayRequest request(Duration timeout) {
        return new RelayRequest("chat/completions", REQUEST.getBytes(StandardCharsets.UTF_8), timeout);
    }

    LoopbackServer server() {
        return server;
    }

    LanguageModel model() {
        return model;
    }

    RelayedAnswer ask(Duration timeout, LoopbackServer.Answers answers) {
        server.answer(answers);
        return model.relay().orElseThrow().relay(request(timeout));
    }

    /** Sends nothing until the client has closed the connection. */
    void stall(LoopbackServer.Request request, LoopbackServer.Wire wire) {
        wire.awaitHangUp();
        hungUp.countDown();
    }

    /** Sends the beginning of a stream, {@code data: 1}, and then nothing. */
    void stallInTheMiddle(LoopbackServer.Request request, LoopbackServer.Wire wire) throws IOException {
        wire.chunked("text/event-stream");
        wire.chunk("data: 1\n\n");
        stall(request, wire);
    }

    /** Sends parts of a body until the client has closed the connection. */
    void sendWithoutEnd(Part part) throws IOException {
        try {
            while (true) {
                part.send("x".repeat(1 << 16));
            }
        } finally {
            hungUp.countDown();
        }
    }

    /** Sends a part of a body. */
    @FunctionalInterface
    interface Part {
        void send(String text) throws IOException;
    }

    /** Waits until the server sees that the connection was closed. */
    void awaitHangUp() {
        try {
            hungUp.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What has come, however the network cut it. */
    static String begin(InputStream body, int length) throws IOException {
        return new String(body.readNBytes(length), StandardCharsets.UTF_8);
    }

    static LanguageModelException reason(IOException failure) {
        return assertInstanceOf(LanguageModelException.class, failure.getCause());
    }

    @Override
    public void close() {
        model.close();
        server.close();
    }
}
