package dev.smoothie.gateway.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider on this machine that speaks OpenAI's protocol: it thinks for a fifth of a second, then says 40 words
 * at 50 a second, and fails as often as it is told, in turn: HTTP 429, HTTP 500, a connection that is closed, and a stream that breaks off.
 */
final class LoopbackProvider implements AutoCloseable {
    private static final int WORDS = 40;
    private static final long THINKING_MILLIS = 200;
    private static final long WORD_MILLIS = 20;

    private final HttpServer server;
    /** Each so many requests fail; 0 for none. */
    private final int failsEach;
    private final AtomicLong requests = new AtomicLong();
    /** Whether it neither thinks nor pauses. */
    private volatile boolean hurries;

    LoopbackProvider(int failsEach) throws IOException {
        this.failsEach = failsEach;
        // The JDK's server closes connections beyond 200 that wait, even while a request arrives on them.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    /** The address that paths are added to. */
    String base() {
        return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
    }

    /** Answers as fast as it can from now on, or at its usual pace again. */
    void hurry(boolean now) {
        hurries = now;
    }

    private void pause(long millis) throws InterruptedException {
        if (!hurries) {
            Thread.sleep(millis);
        }
    }

    /** How many requests have come. */
    long requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            long number = requests.incrementAndGet();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int fault = failsEach > 0 && number % failsEach == 0 ? (int) (number / failsEach % 4) : -1;
            if (fault == 0 || fault == 1) {
                send(exchange, fault == 0 ? 429 : 500, "{\"error\":{\"message\":\"scripted\"}}");
                return;
            }
            if (fault == 2) {
                return; // closed without a word
            }
            pause(THINKING_MILLIS);
            if (!body.contains("\"stream\":true")) {
                send(exchange, 200,
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"word\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":30}}");
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (int word = 0; word < WORDS; word++) {
                if (fault == 3 && word == WORDS / 2) {
                    return;
                }
                event(out,
                        "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}");
                pause(WORD_MILLIS);
            }
            event(out,
                    "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            event(out, "[DONE]");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
