package dev.smoothie.gateway.web;

import dev.smoothie.gateway.policies.Course;
import dev.smoothie.gateway.protocol.Trees;
import dev.smoothie.gateway.providers.Endpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells a line of JSON for each request: without what was asked and answered, unless these are wanted too. */
public final class RequestLog {
    private final Consumer<String> lines;
    private final boolean texts;

    /**
     * @param lines
     *            is told each line
     * @param texts
     *            whether they have what was asked and answered
     */
    public RequestLog(Consumer<String> lines, boolean texts) {
        this.lines = lines;
        this.texts = texts;
    }

    void write(String id, Work work, List<Endpoint> endpoints, int status, double seconds, OptionalDouble cost) {
        Course course = work.course();
        ObjectNode line = Trees.object().put("time", Instant.now().toString()).put("id", id)
                .put("path", "/v1/" + work.call().kind().path()).put("asked", work.call().model())
                .put("stream", work.call().streams()).put("policy", course.policy()).put("status", status)
                .put("seconds", rounded(seconds));
        if (course.chosen() >= 0) {
            line.put("generator", endpoints.get(course.chosen()).name());
        }
        cost.ifPresent(amount -> line.put("cost", amount));
        if (!Double.isNaN(course.right())) {
            line.put("agreement", rounded(course.right()));
        }
        ArrayNode attempts = line.putArray("attempts");
        for (Course.Attempt attempt : course.attempts()) {
            ObjectNode one = attempts.addObject().put("generator", endpoints.get(attempt.generator()).name())
                    .put("seconds", rounded(attempt.seconds()));
            if (!attempt.kind().isEmpty()) {
                one.put("failure", attempt.kind());
            }
        }
        if (texts) {
            line.set("request", work.call().tree());
            ArrayNode answers = line.putArray("answers");
            course.attempts().forEach(attempt -> attempt.answer().ifPresent(
                    answer -> answers.add(new String(answer.body(), StandardCharsets.UTF_8))));
            work.streamed().ifPresent(stream -> answers.add(stream.text()));
        }
        lines.accept(line.toString());
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
