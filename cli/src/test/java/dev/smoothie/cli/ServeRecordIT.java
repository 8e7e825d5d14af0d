package dev.smoothie.cli;

import dev.smoothie.cli.OpenAiServer.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests that what a server has recorded outlives its being killed, and that the next server goes on with it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ServeRecordIT {
    private static final List<String> GENERATORS = List.of("careful", "concise", "chatty");
    /** Long lines, so that the server is often killed in the middle of one. */
    private static final String LONG = "and so on ".repeat(20_000);
    private static final int CALLERS = 4;

    @TempDir
    Path work;

    private final HttpClient client = HttpClient.newHttpClient();
    /** What was answered, by the id of the request. */
    private final Map<String, String> answered = new ConcurrentHashMap<>();

    private void ask(Served server, String generator, String prompt) throws Exception {
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(generator,
                prompt);
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v1/chat/completions".formatted(server.port())))
                        .POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        answered.put(response.headers().firstValue("x-request-id").orElseThrow(),
                OpenAiServer.key(generator, prompt));
    }

    /** Callers who ask one question after the other until the server is gone. */
    private List<Thread> callers(Served server) {
        var callers = new ArrayList<Thread>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int question = 0;; question++) {
                        ask(server, GENERATORS.get(question % GENERATORS.size()),
                                "caller %d asks %d %s".formatted(number, question, LONG));
                    }
                } catch (IOException _) {
                    // The server has been killed.
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        return callers;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aKilledServerLosesNothingThatItHadAnswered() throws Exception {
        try (var provider = new OpenAiServer((_, _, _) -> Fault.NONE, Duration.ofMillis(1))) {
            var yaml = new StringBuilder();
            GENERATORS.forEach(name -> yaml.append(
                    "- {name: %s, plugin: openai, options: {model: %s, base-url: \"%s\"}}%n".formatted(name, name,
                            provider.url())));
            Files.writeString(work.resolve("models.yaml"), yaml);
            Launched.smoothie(work, Launched.withoutCard(work), List.of("fit", Launched.HOME.resolve(
                    "examples/questions.jsonl").toString(), "-o", "state")).good();
            Served killed = Served.start(work, "--fitted", "state", "--record", "record.jsonl");
            List<Thread> callers = callers(killed);
            while (answered.size() < 50) {
                assertTrue(killed.process().isAlive());
                Thread.sleep(5);
            }
            Map<String, String> wellBefore = Map.copyOf(answered);
            Thread.sleep(300);
            killed.process().destroyForcibly().waitFor();
            for (Thread caller : callers) {
                caller.join();
            }
            Map<String, String> before = Map.copyOf(answered);
            Served next = Served.start(work, "--fitted", "state", "--record", "record.jsonl");
            for (int question = 0; question < 10; question++) {
                ask(next, "chatty", "once more " + question);
            }
            next.end();
            Map<String, String> after = new HashMap<>(answered);
            after.keySet().removeAll(before.keySet());
            assertEquals(10, after.size());
            Map<String, String> recorded = recorded();
            assertTrue(recorded.entrySet().containsAll(wellBefore.entrySet()));
            assertTrue(recorded.entrySet().containsAll(after.entrySet()));
            // It had been asked no more than what was answered, and what each caller was waiting for.
            assertTrue(recorded.size() <= answered.size() + CALLERS);
        }
        Launched.smoothie(work, Map.of(), List.of("inspect", "record.jsonl")).good();
    }

    /** The one output of each line, by the id of its request; each line is whole and says who was asked what. */
    private Map<String, String> recorded() throws IOException {
        Map<String, String> recorded = new HashMap<>();
        for (String line : Files.readAllLines(work.resolve("record.jsonl"))) {
            Json sample = Json.of(line);
            Map<?, ?> outputs = (Map<?, ?>) sample.get("generations").value();
            String generator = (String) outputs.keySet().iterator().next();
            assertEquals(Map.of(generator, OpenAiServer.key(generator, sample.get("input").text())), outputs);
            assertEquals(null, recorded.put(sample.get("id").text(), (String) outputs.get(generator)));
        }
        return recorded;
    }
}
