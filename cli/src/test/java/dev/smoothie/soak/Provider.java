package dev.smoothie.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.smoothie.soak.Script.Act;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider on this machine that speaks OpenAI's protocol, does what a script says, and remembers who asked what. The
 * answer of a model to a prompt is {@link #answer}.
 */
final class Provider implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int THINKING_MILLIS = 30;
    private static final int SLOW_MILLIS = 1500;

    private final HttpServer server;
    private final Script script;
    private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Asked> all = new ConcurrentLinkedQueue<>();
    private final Set<String> processes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * A request.
     *
     * @param process
     *            who asked: the header {@code X-Process}
     * @param key
     *            {@link #answer}, which says both model and prompt
     * @param arrived
     *            nanoseconds of {@link System#nanoTime}
     * @param ended
     *            when the last byte had been handed to the system
     * @param answered
     *            whether that was a whole answer
     */
    record Asked(String process, String key, Act act, long arrived, long ended, boolean answered) {}

    Provider(Script script) throws IOException {
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::receive);
        server.start();
    }

    static String answer(String model, String prompt) {
        return "%s says that %s is a good question".formatted(model, prompt);
    }

    /** An entry of a {@code models.yaml} whose requests say which process they are from. */
    String entry(String name, String more) {
        return """
                - name: %s
                  plugin: openai
                  options: {model: %s, base-url: "http://127.0.0.1:%d/v1", headers: {X-Process: "${SOAK_PROCESS}"}}
                  %s
                """.formatted(name, name, server.getAddress().getPort(), more);
    }

    /** Whether a process has asked anything. */
    boolean knows(String process) {
        return processes.contains(process);
    }

    /** The requests so far of some processes, when none is under way any more. */
    List<Asked> asked(Predicate<String> process) throws InterruptedException {
        while (underWay.get() > 0) {
            Thread.sleep(10);
        }
        return all.stream().filter(request -> process.test(request.process())).toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        long arrived = System.nanoTime();
        underWay.incrementAndGet();
        String process = exchange.getRequestHeaders().getFirst("X-Process");
        processes.add(process);
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            String model = body.get("model").stringValue();
            JsonNode messages = body.get("messages");
            String prompt = messages.get(messages.size() - 1).get("content").stringValue();
            String key = answer(model, prompt);
            Act act = script.act(model, prompt,
                    times.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet());
            boolean answered = false;
            try {
                answered = act(exchange, act, key, body.path("stream").asBoolean(false));
            } finally {
                all.add(new Asked(process, key, act, arrived, System.nanoTime(), answered));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.decrementAndGet();
        }
    }

    /** Returns whether a whole answer was given. */
    private static boolean act(HttpExchange exchange, Act act, String answer, boolean streams)
            throws IOException, InterruptedException {
        switch (act) {
            case THROTTLE -> send(exchange, 429, "{\"error\":{\"message\":\"slower\"}}");
            case FAIL -> send(exchange, 500, "{\"error\":{\"message\":\"scripted\"}}");
            case REFUSE -> send(exchange, 400, "{\"error\":{\"message\":\"not this\"}}");
            case CLOSE -> {
                // The exchange is closed without a response.
            }
            case ANSWER, ANSWER_SLOWLY, BREAK -> {
                Thread.sleep(act == Act.ANSWER_SLOWLY
                        ? ThreadLocalRandom.current().nextInt(SLOW_MILLIS)
                        : THINKING_MILLIS);
                boolean whole = act != Act.BREAK;
                if (streams) {
                    stream(exchange, answer, whole);
                } else {
                    complete(exchange, answer, whole);
                }
                return whole;
            }
        }
        return false;
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void complete(HttpExchange exchange, String answer, boolean whole) throws IOException {
        var message = Map.of("role", "assistant", "content", answer);
        byte[] bytes = JSON.writeValueAsBytes(Map.of("id", "c", "object", "chat.completion", "created", 1, "model", "m",
                "choices", List.of(Map.of("index", 0, "message", message, "finish_reason", "stop")),
                "usage", Map.of("prompt_tokens", 10, "completion_tokens", 20, "total_tokens", 30)));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, whole ? bytes.length : bytes.length / 2);
    }

    private static void stream(HttpExchange exchange, String answer, boolean whole)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        String[] words = answer.split("(?<= )", -1);
        for (int word = 0; word < (whole ? words.length : words.length / 2); word++) {
            event(out, Map.of("content", words[word]), null);
            Thread.sleep(1);
        }
        if (whole) {
            event(out, Map.of(), "stop");
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static void event(OutputStream out, Map<String, String> delta, String finish) throws IOException {
        var choice = JSON.createObjectNode().put("index", 0).put("finish_reason", finish);
        choice.set("delta", JSON.valueToTree(delta));
        var event = JSON.createObjectNode().put("id", "c").put("object", "chat.completion.chunk").put("created", 1)
                .put("model", "m");
        event.putArray("choices").add(choice);
        out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
