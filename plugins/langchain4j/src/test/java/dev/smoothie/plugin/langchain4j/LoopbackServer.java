package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real HTTP/1.1 server on loopback, down to the socket, so that it can also misbehave as real ones do. What it
 * answers is set by the test.
 */
final class LoopbackServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread accepting;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Answers answers;

    /** A request as it came in; header names in lower case. */
    record Request(String method, String path, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Answers a request. */
    @FunctionalInterface
    interface Answers {
        void answer(Request request, Wire wire) throws IOException, InterruptedException;
    }

    /** Writes an answer. */
    static final class Wire {
        private final InputStream in;
        private final OutputStream out;
        private final CountDownLatch closed;

        Wire(InputStream in, OutputStream out, CountDownLatch closed) {
            this.in = in;
            this.out = out;
            this.closed = closed;
        }

        /** A whole answer, with headers as {@code name: value}. */
        void send(int status, String type, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head(status, type, bytes.length, headers);
            out.write(bytes);
            out.flush();
        }

        void json(String body) throws IOException {
            send(200, "application/json", body);
        }

        /** The head of an answer whose body is to come. */
        void head(int status, String type, int length, String... headers) throws IOException {
            var head = new StringBuilder("HTTP/1.1 %d Words\r\nContent-Length: %d\r\n".formatted(status, length));
            if (type != null) {
                head.append("Content-Type: ").append(type).append("\r\n");
            }
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** The head of an answer whose body comes in chunks. */
        void chunked(String type, String... headers) throws IOException {
            write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: %s\r\n%s\r\n".formatted(type, String
                    .join("", List.of(headers).stream().map(header -> header + "\r\n").toList())));
        }

        /** One chunk; the empty one is the last. */
        void chunk(byte[] part) throws IOException {
            write("%x\r\n".formatted(part.length));
            write(part);
            write("\r\n");
        }

        void chunk(String part) throws IOException {
            chunk(part.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends nothing until the client has closed the connection. */
        void awaitHangUp() {
            try {
                while (in.read() >= 0) {
                    // A client that has asked says nothing more.
                }
            } catch (IOException _) {
                // Closed in another way.
            }
        }

        void write(String part) throws IOException {
            write(part.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] part) throws IOException {
            out.write(part);
            out.flush();
        }

        /** Sends nothing until the server is closed. */
        void stall() throws InterruptedException {
            closed.await();
        }
    }

    /** Thrown to close the connection. */
    static final class HangUp extends IOException {
        private static final long serialVersionUID = 1L;
    }

    LoopbackServer(Answers answers) {
        this.answers = answers;
        try {
            socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    static LoopbackServer json(String body) {
        return new LoopbackServer((_, wire) -> wire.json(body));
    }

    static LoopbackServer error(int status, String body, String... headers) {
        return new LoopbackServer((_, wire) -> wire.send(status, "application/json", body, headers));
    }

    void answer(Answers next) {
        answers = next;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** All requests so far. */
    List<Request> requests() {
        return requests;
    }

    Request request() {
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, got " + requests);
        }
        return requests.getFirst();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            Wire wire = new Wire(in, connection.getOutputStream(), closed);
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                answers.answer(request, wire);
            }
        } catch (IOException _) {
            // The client or the test has hung up.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        var headers = new TreeMap<String, String>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String[] words = first.split(" ", -1);
        return new Request(words[0], words[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
            // Until then the port does not refuse connections.
            accepting.join();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
