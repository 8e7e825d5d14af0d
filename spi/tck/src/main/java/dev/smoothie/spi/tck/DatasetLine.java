package dev.smoothie.spi.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A sample of a dataset, which can be written as a line of JSON Lines. Immutable.
 *
 * @param id
 *            its name, unique in the dataset; if empty, the number of the line is its name
 * @param input
 *            the text that the generators were asked about, if the line has it
 * @param generations
 *            by generator: the repeats, at least one, null where an output is missing. A generator that the line does
 *            not mention is not a key.
 * @param scores
 *            the truth by generator, finite; empty if the line has none
 * @param references
 *            right outputs; empty if the line has none
 * @param escaped
 *            whether the line escapes every character, or only those that it must
 */
public record DatasetLine(Optional<String> id, Optional<String> input, Map<String, List<String>> generations,
        Map<String, Double> scores, List<String> references, boolean escaped) {

    public DatasetLine {
        var copy = new LinkedHashMap<String, List<String>>();
        // List.copyOf refuses null, which is a missing output.
        generations.forEach((generator, repeats) -> copy.put(generator,
                Collections.unmodifiableList(new ArrayList<>(repeats))));
        generations = Collections.unmodifiableMap(copy);
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        references = List.copyOf(references);
    }

    /** The line, without the line feed at its end. */
    public String json() {
        var fields = new ArrayList<String>();
        id.ifPresent(text -> fields.add("\"id\": " + string(text)));
        input.ifPresent(text -> fields.add("\"input\": " + string(text)));
        fields.add("\"generations\": " + object(generations, this::strings));
        if (!scores.isEmpty()) {
            fields.add("\"scores\": " + object(scores, String::valueOf));
        }
        if (!references.isEmpty()) {
            fields.add("\"reference\": " + strings(references));
        }
        return "{" + String.join(", ", fields) + "}";
    }

    private <T> String object(Map<String, T> values, Function<T, String> json) {
        return values.entrySet().stream().map(entry -> string(entry.getKey()) + ": " + json.apply(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private String strings(List<String> texts) {
        return texts.size() == 1
                ? string(texts.getFirst())
                : texts.stream().map(this::string).collect(Collectors.joining(", ", "[", "]"));
    }

    private String string(String text) {
        if (text == null) {
            return "null";
        }
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped || c < ' ' || c == '"' || c == '\\') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
