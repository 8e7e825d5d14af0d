package dev.smoothie.pipeline.kinds;

import dev.smoothie.spi.SmoothieException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a log of Inspect tells about the evaluation as a whole.
 *
 * @param model
 *            that was evaluated
 * @param task
 *            what it did
 * @param scorer
 *            the name of the first scorer; old logs have no name at the scores of samples
 * @param status
 *            whether it was finished: "success", "cancelled", "error", "started"
 */
record InspectHeader(String model, Optional<String> task, Optional<String> scorer, String status) {

    /**
     * Reads the header.
     *
     * @param evaluation
     *            what is under "eval"
     * @param results
     *            what is under "results"
     * @param where
     *            the file, for messages
     */
    static InspectHeader of(JsonNode evaluation, JsonNode results, String status, String where) {
        String model = evaluation.path("model").asString("");
        if (model.isBlank()) {
            throw new SmoothieException(
                    "%s: no name of a model; expected a log of Inspect with \"eval\": {\"model\": \"...\", \"task\": \"...\"}"
                            .formatted(where));
        }
        return new InspectHeader(model,
                Optional.of(evaluation.path("task").asString("")).filter(task -> !task.isBlank()),
                Optional.ofNullable(results.path("scores").path(0).path("name").asString(null)), status);
    }

    /** The message about a log that has no samples. */
    SmoothieException withoutSamples(String file) {
        return new SmoothieException(status.equals("success")
                ? "%s: the log has no samples; run the evaluation with --log-samples".formatted(file)
                : "%s: the log has no samples: its status is \"%s\", so the evaluation ended before the first was done; leave it out, or finish it with: inspect eval-retry %s"
                        .formatted(file, status, file));
    }
}
