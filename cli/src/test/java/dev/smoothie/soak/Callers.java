package dev.smoothie.soak;

import dev.smoothie.soak.Serving.Outage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Callers of a server, who ask one question after the other: of all policies and of single generators, whole and as
 * streams. No question is asked twice. Each says what became of each of its questions.
 */
final class Callers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> ASKED = List.of("smoothie", "smoothie", "smoothie:panel", "careful", "coder",
            "vague");
    private static final int PAUSE_MILLIS = 250;

    private final Serving server;
    private final Findings findings;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Question> questions = new CopyOnWriteArrayList<>();

    /** What became of a question. */
    enum End {
        /** The right answer, whole. */
        ANSWERED,
        /** An error in OpenAI's form, instead of an answer or at the end of a part of one. */
        SAID,
        /** The connection broke when the server was killed at once, or when it was ended gently. */
        KILLED, ENDED,
        /** None of these: nothing tells the caller what has happened. */
        LOST
    }

    /**
     * A question.
     *
     * @param id
     *            of the request, where the server has said it
     * @param generator
     *            whose answer it was; empty without one
     * @param ended
     *            when that was known, in nanoseconds of {@link System#nanoTime}
     */
    record Question(String prompt, Optional<String> id, String generator, long ended, End end) {}

    Callers(Serving server, Findings findings) {
        this.server = server;
        this.findings = findings;
    }

    List<Question> questions() {
        return List.copyOf(questions);
    }

    /** Starts them; they ask until a time of {@link System#nanoTime}. */
    List<Thread> start(int count, String name, long end, RandomGenerator.SplittableGenerator random) {
        var threads = new ArrayList<Thread>();
        for (int caller = 0; caller < count; caller++) {
            String who = "caller %d of %s".formatted(caller, name);
            var own = random.split();
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int question = 0; System.nanoTime() < end; question++) {
                        ask("question %d of %s".formatted(question, who), ASKED.get(own.nextInt(ASKED.size())),
                                own.nextBoolean());
                        Thread.sleep(own.nextInt(2 * PAUSE_MILLIS));
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        return threads;
    }

    private void ask(String prompt, String model, boolean streams) throws InterruptedException {
        String body = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(model, streams, prompt);
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(server.address()))
                    .timeout(Duration.ofSeconds(60)).POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString());
            String generator = response.headers().firstValue("x-smoothie-model").orElse("");
            End end = end(response, Provider.answer(generator, prompt));
            if (end == End.LOST) {
                findings.add(
                        "%s was answered with HTTP %d: %s".formatted(prompt, response.statusCode(), response.body()));
            }
            questions.add(new Question(prompt, response.headers().firstValue("x-request-id"), generator,
                    System.nanoTime(), end));
        } catch (ConnectException | HttpConnectTimeoutException _) {
            Thread.sleep(PAUSE_MILLIS); // nobody listens: it has not been asked
        } catch (IOException e) {
            long ended = System.nanoTime();
            End end = server.outage(start, ended).map(outage -> cut(outage)).orElse(End.LOST);
            if (end == End.LOST) {
                findings.add("%s was not answered: %s".formatted(prompt, e));
            }
            questions.add(new Question(prompt, Optional.empty(), "", ended, end));
        }
    }

    private static End cut(Outage outage) {
        return outage.kill() == Kill.AT_ONCE ? End.KILLED : End.ENDED;
    }

    private static End end(HttpResponse<String> response, String right) {
        boolean streamed = response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        if (!streamed) {
            JsonNode json = JSON.readTree(response.body());
            return response.statusCode() == 200
                    ? isRight(json.at("/choices/0/message/content").stringValue(""), right)
                    : json.has("error") ? End.SAID : End.LOST;
        }
        var text = new StringBuilder();
        boolean done = false;
        for (String line : response.body().split("\n", -1)) {
            if (line.startsWith("data: [DONE]")) {
                done = true;
            } else if (line.startsWith("data: ")) {
                JsonNode event = JSON.readTree(line.substring("data: ".length()));
                if (event.has("error")) {
                    return End.SAID;
                }
                text.append(event.at("/choices/0/delta/content").stringValue(""));
            }
        }
        return done ? isRight(text.toString(), right) : End.LOST;
    }

    private static End isRight(String text, String right) {
        return text.equals(right) ? End.ANSWERED : End.LOST;
    }
}
