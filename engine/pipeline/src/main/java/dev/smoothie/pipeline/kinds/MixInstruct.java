package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/**
 * LLM-Blender's MixInstruct, and data sets made with its code: {@code {"id", "instruction", "input", "output",
 * "candidates": [{"model", "text", "scores"}], "cmp_results"}}, as lines or as one list. The output is the reference.
 * Files of candidates of one model name no model; their name does.
 */
final class MixInstruct implements FileKind {
    /** The candidates' own likelihoods, which say nothing about how good they are. */
    private static final String LIKELIHOOD = "logprobs";

    @Override
    public String description() {
        return "LLM-Blender's MixInstruct";
    }

    @Override
    public List<String> keys() {
        return List.of("id", "instruction", "input", "output", "candidates");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && beginning.items().stream()
                .anyMatch(item -> item.path("candidates").path(0).has("text"));
    }

    @Override
    public void read(Reading reading) {
        String fileModel = reading.generator().replaceFirst("\\.eval$", "");
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Item line = Item.of(item, items.where());
                var entry = Entry.at(line.where()).withAnswers(answers(line, fileModel))
                        .withReferences(line.text("output").filter(text -> !text.isBlank()).stream().toList());
                if (line.id("id").isPresent()) {
                    entry = entry.withId(line.requiredId("id"));
                }
                reading.add(prompt(line).map(entry::withInput).orElse(entry));
            }
        }
    }

    /** The prompt as LLM-Blender makes it. */
    static Optional<String> prompt(Item line) {
        String instruction = line.text("instruction").orElse("");
        String input = line.text("input").orElse("");
        String between = instruction.isEmpty() || input.isEmpty() ? "" : "\n";
        return Optional.of(instruction + between + input).filter(text -> !text.isBlank());
    }

    private static List<Answer> answers(Item line, String fileModel) {
        Map<String, Double> wins = Comparisons.wins(line);
        var answers = new ArrayList<Answer>();
        for (Item candidate : line.requiredObjects("candidates")) {
            String model = candidate.text("model").filter(name -> !name.isBlank()).orElse(fileModel);
            var scores = new LinkedHashMap<String, Double>();
            Optional.ofNullable(wins.get(model)).ifPresent(share -> scores.put("cmp_results", share));
            candidate.object("scores").ifPresent(given -> given.properties().forEach(score -> {
                OptionalDouble value = given.number(score.getKey());
                if (value.isPresent() && !score.getKey().equals(LIKELIHOOD)) {
                    scores.put(score.getKey(), value.getAsDouble());
                }
            }));
            answers.add(Answer.of(model, candidate.text("text").filter(text -> !text.isBlank()).orElse(null), scores));
        }
        return answers;
    }
}
