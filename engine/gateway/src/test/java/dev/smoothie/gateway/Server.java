package dev.smoothie.gateway;

import dev.smoothie.gateway.running.GatewaySettings;
import dev.smoothie.gateway.running.Keys;
import dev.smoothie.pipeline.generation.Generator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A gateway of a test on a free port, and a client of it. */
final class Server implements AutoCloseable {
    static final String KEY = "sk-caller-5f2d";

    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final Gateway gateway;
    private final HttpClient client = HttpClient.newHttpClient();

    private Server(GatewaySettings settings, Supplier<Gateway.Fitted> state, List<Generator> generators) {
        gateway = Gateway.start(settings, state, generators, notes::add, log::add);
    }

    /** What a test settles; all else is standard. */
    static final class Settings {
        private Keys keys = Keys.NONE;
        private Duration deadline = Duration.ofSeconds(60);
        private int requests = 64;
        private double explore;
        private Optional<Path> record = Optional.empty();
        private long largestRecord = 1 << 20;
        private boolean texts;

        Settings keys(Keys given) {
            keys = given;
            return this;
        }

        Settings deadline(Duration given) {
            deadline = given;
            return this;
        }

        Settings requests(int most) {
            requests = most;
            return this;
        }

        Settings explore(double share) {
            explore = share;
            return this;
        }

        Settings record(Path file, long largest) {
            record = Optional.of(file);
            largestRecord = largest;
            return this;
        }

        Settings logTexts() {
            texts = true;
            return this;
        }

        Server start(Supplier<Gateway.Fitted> state, Generator... generators) {
            return new Server(new GatewaySettings("127.0.0.1", 0, Optional.empty(), keys,
                    GatewaySettings.JudgedText.LAST, deadline, requests, 1 << 16, explore, record, largestRecord, true,
                    texts, Duration.ofSeconds(10)), state, List.of(generators));
        }

        Server start(KnownAdviser adviser, Generator... generators) {
            return start(() -> new Gateway.Fitted(adviser, adviser), generators);
        }
    }

    static Settings with() {
        return new Settings();
    }

    /** The body of a request for a chat. */
    static String chat(String model, String text) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(model, text);
    }

    /** The same as a stream. */
    static String stream(String model, String text) {
        return "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(
                model,
                text);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(gateway.port(), path)));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> chat(String body) throws Exception {
        return post("/v1/chat/completions", body);
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    /** A connection without anything between. */
    Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    }

    /** The bytes of a request for a chat. */
    static byte[] bytes(String body) {
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.getBytes(StandardCharsets.UTF_8).length, body);
        return request.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends bytes, ends its half of the connection if that is asked for, and reads all that comes. */
    String raw(byte[] bytes, boolean ends) throws IOException {
        try (Socket socket = socket()) {
            socket.setSoTimeout(5000);
            var answer = new ByteArrayOutputStream();
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
                if (ends) {
                    socket.shutdownOutput();
                }
            } catch (IOException _) {
                // It has answered before it had read everything.
            }
            try {
                byte[] part = new byte[1 << 13];
                for (int count = socket.getInputStream().read(part); count >= 0; count = socket.getInputStream()
                        .read(part)) {
                    answer.write(part, 0, count);
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("no end after: " + answer, e);
            } catch (IOException _) {
                // Reset after an answer to a request that was not read to its end.
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        gateway.close();
        client.close();
    }
}
