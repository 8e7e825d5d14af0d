package dev.smoothie.pipeline.kinds;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The scores of a sample of Inspect as numbers, as its own {@code value_to_float} makes them: 1 for correct, 1/2 for
 * partly correct, 0 for incorrect and for no answer. What is neither a number nor one of these is left out.
 *
 * @param header
 *            names the scorer in old logs
 */
record InspectScores(InspectHeader header) {

    /** The scores by scorer; of a value with several parts, {@code scorer/part}. */
    Map<String, Double> of(JsonNode sample) {
        var scores = new LinkedHashMap<String, Double>();
        sample.path("scores").properties()
                .forEach(score -> put(scores, score.getKey(), score.getValue().path("value")));
        if (sample.path("score").isObject()) {
            put(scores, header.scorer().orElse("score"), sample.path("score").path("value"));
        }
        return scores;
    }

    private static void put(Map<String, Double> scores, String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(part -> put(scores, name + "/" + part.getKey(), part.getValue()));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                put(scores, name + "/" + (i + 1), value.get(i));
            }
        } else {
            double number = number(value);
            if (Double.isFinite(number)) {
                scores.put(name, number);
            }
        }
    }

    private static double number(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        return switch (value.asString("").strip().toLowerCase(Locale.ROOT)) {
            case "c", "yes", "true", "correct" -> 1;
            case "p" -> 0.5;
            case "i", "n", "no", "false", "incorrect" -> 0;
            default -> parsed(value.asString(""));
        };
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }
}
