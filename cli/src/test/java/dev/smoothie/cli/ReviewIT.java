package dev.smoothie.cli;

import dev.smoothie.cli.OpenAiServer.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests {@code generate --reviews} by the assembled distribution: with a real HTTP server, and with replayed judges. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReviewIT {
    private static final int SAMPLES = 40;

    @TempDir
    Path work;

    private Launched smoothie(String... args) throws Exception {
        return Launched.smoothie(work, Map.of(), List.of(args));
    }

    /** The server says what it is asked, so the prompt has the scores: 7 for the first answer, and 3 for the second. */
    @Test
    void judgesBehindAServerAreAskedUntilTheyAnswer() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            lines.append("{\"id\": \"q%d\", \"input\": \"?\", \"generations\": {\"a\": \"yes\", \"b\": \"no\"}}\n"
                    .formatted(i));
        }
        Files.writeString(work.resolve("o.jsonl"), lines.toString());
        try (var server = new OpenAiServer((_, _, time) -> time == 1 ? Fault.OVERLOAD : Fault.NONE, Duration.ZERO)) {
            Files.writeString(work.resolve("j.yaml"), """
                    - name: j
                      plugin: openai
                      options: {model: m, base-url: "%s", timeout: 5s}
                      review-prompt: "{id}: [7, 3] {answers}"
                      backoff: 10ms
                    """.formatted(server.url()));
            smoothie("generate", "o.jsonl", "--reviews", "j.yaml", "-o", "r.jsonl").good();
        }
        int first = 0;
        for (String line : Files.readAllLines(work.resolve("r.jsonl"))) {
            Json scores = Json.of(line).get("reviews").get("j");
            assertEquals(10, scores.get("a").number() + scores.get("b").number());
            first += scores.get("a").number() == 7 ? 1 : 0;
        }
        // The order is of chance: fewer than 8 or more than 32 of 40 would come in one of 10,000 cases.
        assertTrue(first >= 8 && first <= 32, first + " of " + SAMPLES);
    }

    @Test
    void theExampleIsReviewedRankedAndRouted() throws Exception {
        Files.createSymbolicLink(work.resolve("examples"), Launched.HOME.resolve("examples"));
        smoothie("generate", "examples/questions.jsonl", "--models", "examples/models.yaml", "--reviews",
                "examples/judges.yaml", "-o", "both.jsonl").good();
        Json found = Json.of(smoothie("score", "both.jsonl", "--method", "reviews", "--json").good().out());
        assertEquals("careful", found.get("generators").list().getFirst().get("generator").text());
        Json chatty = found.get("judges").get("each").list().get(1);
        assertTrue(chatty.get("self_preference").number() > 3 * chatty.get("self_preference_standard_error").number());
        smoothie("route", "both.jsonl", "--method", "reviews+agreement", "-o", "routes.jsonl").good();
        assertEquals(26, Files.readAllLines(work.resolve("routes.jsonl")).size());
    }
}
