package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What lies beside a {@code scenario_state.json} of HELM, in the folder of its run.
 *
 * @param part
 *            the scenario and its arguments, which all models share; empty if neither {@code run_spec.json} nor the
 *            folder's name tells
 * @param scores
 *            the statistics of {@code per_instance_stats.json} by what they are about
 */
record HelmRun(Optional<String> part, Map<Key, Map<String, Double>> scores) {
    /** What is counted and timed; it says nothing about how good an output is. */
    private static final String NO_QUALITY = "(num_|inference_|training_|estimated_|finish_reason_|logprob|max_prob|"
            + "prompt_truncated|batch_size|perplexity|bits_per_byte|predicted_index|max_repeated|.*runtime).*";
    /** Arguments of a run that may differ between the models of one scenario. */
    private static final String OF_MODEL = "(model|model_deployment|max_train_instances|num_train_trials|stop|prompt|instructions|temperature|num_outputs|max_tokens|output_format|groups)=.*";

    /**
     * An output of a run.
     *
     * @param perturbation
     *            the name of what was done to the input; empty for the input as it is
     */
    record Key(String instance, int trial, String perturbation) {
        static Key of(JsonNode instance, JsonNode trial, JsonNode perturbation) {
            return new Key(instance.asString(""), trial.asInt(0), perturbation.path("name").asString(""));
        }
    }

    /** Reads what is beside the file. */
    static HelmRun of(Reading reading) {
        Path folder = reading.file().path().toAbsolutePath().normalize().getParent();
        if (reading.file().spooled() || folder == null) {
            return new HelmRun(Optional.empty(), Map.of());
        }
        return new HelmRun(part(folder, reading), scores(folder.resolve("per_instance_stats.json"), reading));
    }

    /** The scenario of the run in whose folder the file is. */
    static Optional<String> partOf(Reading reading) {
        Path folder = reading.file().path().toAbsolutePath().normalize().getParent();
        return reading.file().spooled() || folder == null ? Optional.empty() : part(folder, reading);
    }

    private static Optional<String> part(Path folder, Reading reading) {
        Path file = folder.resolve("run_spec.json");
        if (Files.isRegularFile(file)) {
            try (InputFile input = InputFile.of(file.toString()); JsonCursor json = JsonCursor.over(input.open())) {
                JsonNode scenario = json.tree().path("scenario_spec");
                if (scenario.path("class_name").isString()) {
                    return Optional.of(name(scenario));
                }
            } catch (SmoothieException e) {
                reading.note("the scenario is named after the folder, because %s".formatted(e.getMessage()));
            }
        }
        String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
        return name.contains("model=") ? Optional.of(withoutModel(name)) : Optional.empty();
    }

    private static String name(JsonNode scenario) {
        String type = scenario.path("class_name").stringValue();
        var arguments = new TreeMap<String, String>();
        scenario.path("args").properties().forEach(argument -> arguments.put(argument.getKey(),
                argument.getValue().asString(argument.getValue().toString())));
        String simple = type.substring(type.lastIndexOf('.') + 1).replaceFirst("Scenario$", "");
        return arguments.isEmpty()
                ? simple
                : simple + ":" + arguments.entrySet().stream()
                        .map(argument -> argument.getKey() + "=" + argument.getValue())
                        .collect(Collectors.joining(","));
    }

    /** The name of a run, {@code scenario:argument=value,...,model=name}, without what is not of the scenario. */
    private static String withoutModel(String run) {
        int colon = run.indexOf(':') < 0 ? 0 : run.indexOf(':') + 1;
        String arguments = java.util.Arrays.stream(run.substring(colon).split(","))
                .filter(argument -> !argument.matches(OF_MODEL)).collect(Collectors.joining(","));
        return arguments.isEmpty() ? run.substring(0, Math.max(0, colon - 1)) : run.substring(0, colon) + arguments;
    }

    private static Map<Key, Map<String, Double>> scores(Path file, Reading reading) {
        var scores = new LinkedHashMap<Key, Map<String, Double>>();
        if (!Files.isRegularFile(file)) {
            reading.note("no per_instance_stats.json beside it, so there are no scores");
            return scores;
        }
        try (InputFile input = InputFile.of(file.toString()); JsonItems items = JsonItems.ofList(input)) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Key key = Key.of(item.path("instance_id"), item.path("train_trial_index"), item.path("perturbation"));
                Map<String, Double> named = scores.computeIfAbsent(key, _ -> new LinkedHashMap<>());
                item.path("stats").forEach(stat -> put(named, stat));
            }
        }
        return scores;
    }

    private static void put(Map<String, Double> scores, JsonNode stat) {
        String name = stat.path("name").path("name").asString("");
        JsonNode mean = stat.path("mean");
        if (!name.isEmpty() && !name.matches(NO_QUALITY) && mean.isNumber() && Double.isFinite(mean.doubleValue())) {
            scores.putIfAbsent(name, mean.doubleValue());
        }
    }
}
