package dev.smoothie.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real HTTP/1.1 server on loopback that speaks OpenAI's protocol of chat completions. It is written on sockets, so
 * that it can misbehave as its script says, and it counts requests. The answer of a model to a prompt is
 * {@code MODEL says PROMPT}.
 */
final class OpenAiServer implements AutoCloseable {

    /** What the server does instead of answering. */
    enum Fault {
        NONE, THROTTLE, THROTTLE_AND_SAY_WHEN, ERROR, OVERLOAD, STALL, TRUNCATE, DROP, HANG_UP, HTML, REFUSE,
        /** Nothing for a text. */
        EMPTY, REASONING_ALONE, FILTERED, CHOICE_ERROR, NUMBER,
        /** An answer in another form. */
        THINKING, PARTS,
        /** No money. */
        QUOTA
    }

    /** Decides which fault a prompt meets. */
    @FunctionalInterface
    interface Script {
        /**
         * The fault when {@code prompt} is asked of {@code model} for the {@code time}-th time (from 1);
         * {@link Fault#NONE} for an answer.
         */
        Fault fault(String model, String prompt, int time);
    }

    /** How long {@link Fault#THROTTLE_AND_SAY_WHEN} says to wait. */
    static final Duration WAIT = Duration.ofSeconds(1);
    /** Longer than any client's time-out here. */
    private static final long STALL_MILLIS = 60_000;

    private final Script script;
    private final Duration delay;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> requests = new TreeMap<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Map<String, Long> quietUntil = new HashMap<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Map<String, Integer> mostUnderWay = new HashMap<>();
    private final Map<String, List<Long>> times = new HashMap<>();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private final List<String> impatient = new ArrayList<>();
    private int faults;

    /** A server whose answers take {@code delay}. */
    OpenAiServer(Script script, Duration delay) {
        this.script = script;
        this.delay = delay;
        try {
            socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:%d/v1".formatted(socket.getLocalPort());
    }

    static String key(String model, String prompt) {
        return model + " says " + prompt;
    }

    /** How often each prompt was asked of each model. */
    synchronized Map<String, Integer> requests() {
        return Map.copyOf(requests);
    }

    /** How often each prompt was answered in full. */
    synchronized Map<String, Integer> answers() {
        return Map.copyOf(answers);
    }

    synchronized int faults() {
        return faults;
    }

    synchronized int mostUnderWay(String model) {
        return mostUnderWay.getOrDefault(model, 0);
    }

    /** The times at which a model was asked, in nanoseconds. */
    synchronized List<Long> times(String model) {
        return List.copyOf(times.getOrDefault(model, List.of()));
    }

    /** Models that were asked earlier than they had asked for. */
    synchronized List<String> impatient() {
        return List.copyOf(impatient);
    }

    Set<String> authorizations() {
        return authorizations;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                open.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException _) {
                // The server is closed, or the client has closed the connection.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = connection.getOutputStream()) {
            for (String body = read(in); body != null; body = read(in)) {
                Json json = Json.of(body);
                List<Json> messages = json.get("messages").list();
                if (!answer(out, json.get("model").text(), messages.getLast().get("content").text())) {
                    return;
                }
            }
        } catch (IOException | InterruptedException _) {
            // The client has closed the connection, or the server is closed.
        } finally {
            open.remove(connection);
        }
    }

    /** The body of the next request; null at the end. */
    private String read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.append((char) b);
        }
        int length = 0;
        for (String line : head.toString().split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            } else if (lower.startsWith("authorization:")) {
                authorizations.add(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private boolean answer(OutputStream out, String model, String prompt) throws IOException, InterruptedException {
        String key = key(model, prompt);
        Fault fault = begin(model, prompt, key);
        try {
            Thread.sleep(delay);
            if (fault == Fault.NONE) {
                send(out, 200, "application/json", completion(key, prompt), "");
                synchronized (this) {
                    answers.merge(key, 1, Integer::sum);
                }
                return true;
            }
            return misbehave(out, fault, completion(key, prompt));
        } finally {
            synchronized (this) {
                underWay.merge(model, -1, Integer::sum);
            }
        }
    }

    private synchronized Fault begin(String model, String prompt, String key) {
        long now = System.nanoTime();
        times.computeIfAbsent(model, _ -> new ArrayList<>()).add(now);
        mostUnderWay.merge(model, underWay.merge(model, 1, Integer::sum), Math::max);
        if (quietUntil.containsKey(key) && quietUntil.get(key) - now > 0) {
            impatient.add(key);
        }
        Fault fault = script.fault(model, prompt, requests.merge(key, 1, Integer::sum));
        faults += fault == Fault.NONE ? 0 : 1;
        if (fault == Fault.THROTTLE_AND_SAY_WHEN) {
            quietUntil.put(key, now + WAIT.toNanos());
        }
        return fault;
    }

    /** An answer that counts ten tokens for each prompt, and one for each character of the answer. */
    private static String completion(String answer, String prompt) {
        return """
                {"id": "x", "object": "chat.completion", "model": "m", "choices": [{"index": 0, "message":
                 {"role": "assistant", "content": "%s"}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 10, "completion_tokens": %d, "total_tokens": %d}}
                """.formatted(answer.replace("\n", "\\n"), prompt.length(), 10 + prompt.length());
    }

    /** Returns whether the connection can be used again. */
    private boolean misbehave(OutputStream out, Fault fault, String answer) throws IOException, InterruptedException {
        // As servers do in debug mode: they send the key back.
        String error = "{\"error\": {\"message\": \"%s, sent with %s\"}}".formatted(fault, authorizations);
        switch (fault) {
            case THROTTLE -> send(out, 429, "application/json", error, "");
            case THROTTLE_AND_SAY_WHEN -> send(out, 429, "application/json", error,
                    "Retry-After: %d\r\n".formatted(WAIT.toSeconds()));
            case ERROR -> send(out, 500, "application/json", error, "");
            case OVERLOAD -> send(out, 503, "text/plain", error, "");
            case REFUSE -> send(out, 400, "application/json", error, "");
            case QUOTA -> send(out, 429, "application/json", error.replace("{\"message\"",
                    "{\"code\": \"insufficient_quota\", \"message\""), "Retry-After: 1\r\n");
            case EMPTY -> send(out, 200, "application/json", message("\"\"", "stop"), "");
            case REASONING_ALONE -> send(out, 200, "application/json", message("null, \"reasoning_content\": \"hm\"",
                    "length"), "");
            case FILTERED -> send(out, 200, "application/json", message("\"half\"", "content_filter"), "");
            case CHOICE_ERROR -> send(out, 200, "application/json", message("\"\"", "error"), "");
            case NUMBER -> send(out, 200, "application/json", message("4", "stop"), "");
            case THINKING -> send(out, 200, "text/plain", message("\"<think>hm</think>four\"", "stop"), "");
            case PARTS -> send(out, 200, "application/json", message(
                    "[{\"type\": \"text\", \"text\": \"fo\"}, {\"type\": \"text\", \"text\": \"ur\"}]", "stop"), "");
            case HTML -> send(out, 200, "text/html", "<html>" + answer + "</html>", "");
            case TRUNCATE -> send(out, 200, "application/json", answer.substring(0, answer.length() / 2), "");
            case DROP -> {
                send(out, 200, "application/json", answer, "", answer.length() / 2);
                return false;
            }
            case STALL -> {
                send(out, 200, "application/json", answer, "", answer.length() / 2);
                Thread.sleep(STALL_MILLIS);
                return false;
            }
            case HANG_UP -> {
                return false;
            }
            case NONE -> throw new AssertionError();
        }
        return true;
    }

    private static String message(String content, String finish) {
        return "{\"choices\": [{\"message\": {\"content\": %s}, \"finish_reason\": \"%s\"}]}".formatted(content,
                finish);
    }

    private static void send(OutputStream out, int status, String type, String body, String headers)
            throws IOException {
        send(out, status, type, body, headers, body.length());
    }

    /** Sends an answer with only the first {@code sent} characters of its body. */
    private static void send(OutputStream out, int status, String type, String body, String headers, int sent)
            throws IOException {
        String head = "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n".formatted(status, type,
                body.length(), headers);
        out.write((head + body.substring(0, sent)).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
