package dev.smoothie.pipeline.kinds;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The run of lm-evaluation-harness that a file of samples is from. The harness writes
 * {@code MODEL/samples_TASK_DATE.jsonl} and beside it {@code results_DATE.json}, which names the model.
 *
 * @param model
 *            the name of the model
 * @param task
 *            the name of the task; empty if the file is not named after one
 * @param lowerIsBetter
 *            the metrics of which lower values are better
 */
record LmEvalRun(String model, Optional<String> task, List<String> lowerIsBetter) {
    private static final Pattern SAMPLES = Pattern
            .compile(
                    "samples_(.+?)(?:_([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9-]+(?:\\.[0-9]+)?))?\\.(?:jsonl|json|ndjson)(?:\\.gz)?");
    /** What names a model in the arguments of the harness, in its order. */
    private static final List<String> MODEL_ARGUMENTS = List.of("peft", "delta", "pretrained", "model", "path",
            "engine");

    /** Finds out what the names of the file and its folder, and the file of results beside it, tell. */
    static LmEvalRun of(Reading reading) {
        Matcher name = SAMPLES.matcher(reading.file().shortName());
        Path folder = reading.file().path().toAbsolutePath().normalize().getParent();
        if (reading.file().spooled() || folder == null || !name.matches()) {
            return new LmEvalRun(reading.generator(), Optional.empty(), List.of());
        }
        Optional<JsonNode> results = results(folder, Optional.ofNullable(name.group(2)), reading);
        Optional<String> model = results.flatMap(LmEvalRun::model);
        if (model.isEmpty() && name.group(2) == null) {
            // Not as the harness names it, so somebody may have put the name of the model there.
            return undated(name.group(1), folder, reading);
        }
        return new LmEvalRun(model.orElseGet(() -> ofFolder(folder, reading)), Optional.of(name.group(1)),
                results.map(found -> lowerIsBetter(found.path("higher_is_better").path(name.group(1))))
                        .orElse(List.of()));
    }

    /** The names of files of one folder that begin alike are {@code samples_TASK_MODEL}. */
    private static LmEvalRun undated(String rest, Path folder, Reading reading) {
        List<String> others = names(folder).stream().map(SAMPLES::matcher)
                .filter(other -> other.matches() && other.group(2) == null && !other.group(1).equals(rest))
                .map(other -> other.group(1)).toList();
        int end = rest.lastIndexOf('_');
        while (end > 0) {
            String task = rest.substring(0, end + 1);
            if (!others.isEmpty() && others.stream().allMatch(other -> other.startsWith(task))) {
                return new LmEvalRun(rest.substring(end + 1), Optional.of(rest.substring(0, end)), List.of());
            }
            end = rest.lastIndexOf('_', end - 1);
        }
        return new LmEvalRun(ofFolder(folder, reading), Optional.of(rest), List.of());
    }

    /** The folder is named after the model, with two underscores for each slash. */
    private static String ofFolder(Path folder, Reading reading) {
        return folder.getFileName() == null ? reading.generator() : folder.getFileName().toString().replace("__", "/");
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot list this folder: %s".formatted(folder, IoReason.of(e)), e);
        }
    }

    /** The results of the same date, or else of the last date. */
    private static Optional<JsonNode> results(Path folder, Optional<String> date, Reading reading) {
        List<String> files = names(folder).stream()
                .filter(name -> name.matches("results.*\\.json")
                        || date.isPresent() && name.endsWith("_" + date.get() + ".json"))
                .sorted(Comparator.comparing((String name) -> date.isPresent() && name.contains(date.get())))
                .toList();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve(files.getLast());
        try {
            return Optional.of(header(file));
        } catch (SmoothieException e) {
            reading.note("the model is named after the folder, because %s".formatted(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What a file of results tells about the run, without the results. */
    private static JsonNode header(Path file) {
        var header = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        try (InputFile input = InputFile.of(file.toString()); JsonCursor json = JsonCursor.over(input.open())) {
            json.expect(JsonToken.START_OBJECT, "a JSON object");
            for (String key = json.key(); key != null; key = json.key()) {
                switch (key) {
                    case "model_name", "config", "higher_is_better" -> header.set(key, json.tree());
                    default -> json.skip();
                }
            }
        }
        return header;
    }

    private static Optional<String> model(JsonNode results) {
        return Optional.of(results.path("model_name").asString("")).filter(name -> !name.isBlank())
                .or(() -> ofArguments(results.path("config").path("model_args")));
    }

    private static Optional<String> ofArguments(JsonNode arguments) {
        for (String key : MODEL_ARGUMENTS) {
            Optional<String> value = arguments.isObject()
                    ? Optional.ofNullable(arguments.path(key).asString(null))
                    : Pattern.compile("(?:^|,)\\s*%s=([^,]+)".formatted(key)).matcher(arguments.asString("")).results()
                            .map(match -> match.group(1).strip()).findFirst();
            if (value.isPresent() && !value.get().isBlank()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static List<String> lowerIsBetter(JsonNode higherIsBetter) {
        return higherIsBetter.properties().stream()
                .filter(entry -> entry.getValue().isBoolean() && !entry.getValue().booleanValue())
                .map(java.util.Map.Entry::getKey).toList();
    }
}
