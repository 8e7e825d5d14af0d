package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/**
 * Samples in the schema of Every Eval Ever, files that end in {@code _samples.jsonl}: {@code {"schema_version",
 * "evaluation_name", "model_id", "sample_id", "input": {"raw", "reference"}, "output": {"raw"}, "evaluation":
 * {"score"}}}. A sample that has several scores has a line for each, with the same output; a conversation has {@code
 * "messages"} in place of {@code "output"}, of which the last by the model is the answer.
 */
final class EveryEvalEver implements FileKind {
    private static final String SCORE = "score";

    @Override
    public String description() {
        return "samples of Every Eval Ever";
    }

    @Override
    public List<String> keys() {
        return List.of("schema_version", "evaluation_id", "evaluation_name", "model_id", "sample_id", "input", "output",
                "evaluation");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && beginning.has("sample_id", "model_id", "evaluation", "input");
    }

    @Override
    public void read(Reading reading) {
        var direction = EvaluationDirections.beside(reading.file());
        // For each output, the name of the score that came with it. Lines with other scores repeat the output.
        Map<List<String>, String> first = new HashMap<>();
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Item line = Item.of(item, items.where());
                String model = line.requiredText("model_id");
                String part = line.requiredText("evaluation_name");
                String score = line.text("evaluation_result_id").orElse(SCORE);
                List<String> key = List.of(part, line.requiredId("sample_id").text(), model);
                String before = first.putIfAbsent(key, score);
                boolean again = before != null && !before.equals(score);
                List<String> outputs = again ? List.of() : outputs(line, reading);
                Answer answer = new Answer(model, outputs, scores(line, score, direction), OptionalDouble.empty());
                reading.add(entry(line, part).withAnswers(List.of(answer)));
            }
        }
        if (direction.anyLower()) {
            reading.note("of the scores for which lower is better, the negative is taken");
        }
    }

    private static Entry entry(Item line, String part) {
        Item input = line.requiredObject("input");
        Entry entry = Entry.at(line.where()).ofPart(part).withId(line.requiredId("sample_id"))
                .withInput(input.requiredText("raw"))
                .withReferences(input.texts("reference").stream().filter(Objects::nonNull).toList());
        return line.text("sample_hash").map(entry::withIdentity).orElse(entry);
    }

    private static Map<String, List<Double>> scores(Item line, String name, EvaluationDirections direction) {
        Item evaluation = line.requiredObject("evaluation");
        OptionalDouble score = evaluation.number(SCORE);
        if (score.isEmpty()) {
            return Map.of();
        }
        double value = direction.lowerIsBetter(name, line.text("evaluation_name").orElse(""))
                ? -score.getAsDouble()
                : score.getAsDouble();
        return Map.of(name, List.of(value));
    }

    private static List<String> outputs(Item line, Reading reading) {
        Optional<String> error = line.text("error").filter(text -> !text.isBlank());
        if (error.isPresent()) {
            reading.failed(Failure.of(line.json().get("error")));
            return Collections.singletonList(null);
        }
        Optional<Item> output = line.object("output");
        List<String> outputs = output.isPresent() ? output.get().texts("raw") : lastAnswer(line);
        if (outputs.isEmpty()) {
            reading.failed("the line has no output");
            return Collections.singletonList(null);
        }
        return outputs;
    }

    /** The last text by the model in a conversation. */
    private static List<String> lastAnswer(Item line) {
        List<Item> messages = line.has("messages") ? line.objects("messages") : line.objects("interactions");
        List<String> answers = Chat.answers(messages).stream().filter(Objects::nonNull).toList();
        return answers.isEmpty() ? List.of() : List.of(answers.getLast());
    }
}
