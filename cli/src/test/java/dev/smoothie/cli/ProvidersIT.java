package dev.smoothie.cli;

import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.Prompt;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that the distribution can ask providers by its bundled plugin, in the class loader of that plugin, with a
 * server on loopback.
 */
class ProvidersIT {
    private static final Path HOME = Path.of("target/smoothie").toAbsolutePath();

    private static final String GOOD_DAY = """
            {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Good day."}, "finish_reason": "stop"}],
             "usage": {"prompt_tokens": 3, "completion_tokens": 2}}""";

    @TempDir
    Path work;

    private ServerSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try (Socket connection = server.accept()) {
                    answer(connection);
                } catch (IOException _) {
                    // The test is over, or the client has closed the connection.
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Answers one request by HTTP/1.1: with a greeting, or with embeddings that are the length of each text. */
    private static void answer(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no request");
            }
            head.append((char) next);
        }
        int length = Integer.parseInt(head.toString().replaceFirst("(?is).*content-length: *([0-9]+).*", "$1"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        byte[] json = (head.toString().startsWith("POST /v1/embeddings") ? embeddings(body) : GOOD_DAY).getBytes(
                StandardCharsets.UTF_8);
        OutputStream out = connection.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                .formatted(json.length).getBytes(StandardCharsets.UTF_8));
        out.write(json);
    }

    private static String embeddings(String body) {
        String texts = body.replaceFirst("(?s).*\"input\"\\s*:\\s*\\[(.*?)].*", "$1");
        List<String> data = new ArrayList<>();
        for (String text : texts.split(",", -1)) {
            data.add("{\"index\": %d, \"embedding\": [%d, 1]}".formatted(data.size(), text.strip().length()));
        }
        return "{\"data\": %s}".formatted(data);
    }

    private String address() {
        return "http://127.0.0.1:%d/v1".formatted(server.getLocalPort());
    }

    @Test
    void aLanguageModelAnswers() {
        try (Plugins plugins = Plugins.load(List.of(HOME.resolve("plugins")), new PluginSettings(work, 1));
                var model = plugins.offer(Role.LANGUAGE_MODEL, "openai").open(Map.of("model", "m", "base-url",
                        address()))) {
            assertEquals(Completion.of("Good day.", 3, 2), model.generate(Prompt.of("s", "Hello")));
        }
    }

    /** Runs as a process, on the module path. */
    @Test
    void routesByEmbeddingsOfAServer() throws Exception {
        Path samples = Files.writeString(work.resolve("samples.jsonl"), """
                {"id": "1", "generations": {"a": "one", "b": "two", "c": "a long one"}}
                {"id": "2", "generations": {"a": "six", "b": "ten", "c": "another"}}
                """);
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        List<String> command = List.of(HOME.resolve("bin/smoothie").toString(), "route", samples.toString(), "--method",
                "global", "--embedder", "openai-embeddings:m,base-url=" + address());
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        assertEquals(0, builder.start().waitFor(), () -> read(err));
        assertEquals(2, read(out).lines().filter(line -> line.contains("\"model\":\"a\"")).count(), read(out));
        assertTrue(read(err).contains("embedder: m at " + address()), read(err));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
