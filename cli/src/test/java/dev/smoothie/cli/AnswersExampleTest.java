package dev.smoothie.cli;

import dev.smoothie.pipeline.embedding.AnswerText;
import dev.smoothie.pipeline.views.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests the bundled example of short answers: that its scores are what its references say, and that it shows what the
 * program is for.
 */
class AnswersExampleTest {
    private static final Path EXAMPLE = Path.of("examples/answers.jsonl");
    private static final List<String> WRITERS = List.of("careful", "hasty", "traveller", "coder", "student");
    private static final View ANSWER = View.parse("answer");

    private static List<Json> samples;

    @TempDir
    Path work;

    @BeforeAll
    static void read() throws IOException {
        samples = Files.readAllLines(EXAMPLE).stream().map(Json::of).toList();
    }

    private static List<?> writers(Json values) {
        return List.copyOf(((Map<?, ?>) values.value()).keySet());
    }

    private static Optional<String> answer(Json sample, String writer) {
        return ANSWER.apply(Optional.empty(), sample.get("generations").get(writer).text())
                .map(AnswerText::normalised);
    }

    private static double score(Json sample, String writer) {
        return sample.get("scores").get(writer).number();
    }

    private static double right(String writer) {
        return samples.stream().mapToDouble(sample -> score(sample, writer)).sum();
    }

    private static double bestSingle() {
        return WRITERS.stream().mapToDouble(AnswersExampleTest::right).max().orElseThrow();
    }

    @Test
    void everySampleHasAReferenceAndAllWriters() {
        assertEquals(40, samples.size());
        Set<String> ids = samples.stream().map(sample -> sample.get("id").text()).collect(toSet());
        assertEquals(samples.size(), ids.size(), "equal ids");
        for (Json sample : samples) {
            assertEquals(WRITERS, writers(sample.get("generations")), sample::toString);
            assertEquals(WRITERS, writers(sample.get("scores")), sample::toString);
            assertFalse(sample.get("input").text().isBlank(), sample::toString);
            assertFalse(sample.get("reference").text().isBlank(), sample::toString);
        }
    }

    @Test
    void scoresSayWhetherTheAnswerIsTheReference() {
        for (Json sample : samples) {
            var reference = Optional.of(AnswerText.normalised(sample.get("reference").text()));
            for (String writer : WRITERS) {
                double expected = answer(sample, writer).equals(reference) ? 1 : 0;
                assertEquals(expected, score(sample, writer), () -> writer + " in " + sample);
            }
        }
    }

    /** What the example has to show: silence, writers of whom none is always right, and answers that somebody knows. */
    @Test
    void noWriterIsAlwaysRightAndSomeAreSilent() {
        assertTrue(samples.stream().anyMatch(sample -> answer(sample, "student").isEmpty()));
        for (Json sample : samples) {
            assertTrue(WRITERS.stream().anyMatch(writer -> score(sample, writer) == 1), sample::toString);
        }
        for (String writer : WRITERS) {
            assertTrue(right(writer) < samples.size(), writer);
        }
        assertEquals(right("careful"), bestSingle());
    }

    @Test
    void theVoteIsRightMoreOftenThanTheBestWriter() {
        Path out = work.resolve("routes.jsonl");
        Run.good("route", EXAMPLE.toString(), "--view", "answer", "--compare", "equality", "--method", "vote", "-o",
                out.toString());
        List<Json> routes = new Folder(work).text("routes.jsonl").lines().map(Json::of).toList();
        assertEquals(samples.size(), routes.size());
        double right = 0;
        for (int s = 0; s < routes.size(); s++) {
            String picked = routes.get(s).get("model").text();
            assertTrue(answer(samples.get(s), picked).isPresent(), () -> "silence was picked: " + picked);
            right += score(samples.get(s), picked);
        }
        assertTrue(right > bestSingle(), "%.0f against %.0f".formatted(right, bestSingle()));
    }
}
