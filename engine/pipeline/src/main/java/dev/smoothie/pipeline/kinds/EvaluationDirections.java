package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which scores of Every Eval Ever are better if they are lower. The summary beside a file of samples tells it: {@code
 * X.json} beside {@code X_samples.jsonl}.
 */
record EvaluationDirections(Set<String> lower) {
    private static final String ENDING = "_samples.jsonl";

    /** Without a summary higher is better. */
    static EvaluationDirections beside(InputFile samples) {
        var lower = new HashSet<String>();
        String name = samples.path().getFileName().toString();
        Path summary = samples.path().resolveSibling(name.replace(ENDING, ".json"));
        if (!samples.spooled() && name.endsWith(ENDING) && Files.isRegularFile(summary)) {
            try (InputFile file = InputFile.of(summary.toString()); JsonCursor json = JsonCursor.over(file.open())) {
                for (JsonNode result : json.tree().path("evaluation_results")) {
                    if (result.path("metric_config").path("lower_is_better").asBoolean(false)) {
                        lower.add(result.path("evaluation_result_id").asString(""));
                        lower.add(result.path("evaluation_name").asString(""));
                    }
                }
            } catch (SmoothieException _) {
                // It is not one of the files that were given, so that it is of no consequence what is in it.
                return new EvaluationDirections(Set.of());
            }
        }
        lower.remove("");
        return new EvaluationDirections(lower);
    }

    boolean lowerIsBetter(String result, String evaluation) {
        return lower.contains(result) || lower.contains(evaluation);
    }

    boolean anyLower() {
        return !lower.isEmpty();
    }
}
