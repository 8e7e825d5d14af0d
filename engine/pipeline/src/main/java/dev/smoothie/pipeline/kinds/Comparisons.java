package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The comparisons of candidates in MixInstruct, {@code {"model-a,model-b": "A is better"}}, as one number for each. */
final class Comparisons {
    private static final String KEY = "cmp_results";

    private Comparisons() {}

    /**
     * The share of its comparisons that each model won; a comparison that none of two won is half won by both. Empty if
     * there are none.
     */
    static Map<String, Double> wins(Item line) {
        Map<String, double[]> wonOfAll = new LinkedHashMap<>();
        JsonNode results = line.json().path(KEY);
        if (results.isString()) {
            // A table of JSON texts: the data set is published so.
            results = parsed(line, results.stringValue());
        }
        results.properties().forEach(result -> {
            int comma = result.getKey().indexOf(',');
            if (comma > 0) {
                double first = switch (result.getValue().asString("")) {
                    case "A is better" -> 1;
                    case "B is better" -> 0;
                    default -> 0.5;
                };
                count(wonOfAll, result.getKey().substring(0, comma), first);
                count(wonOfAll, result.getKey().substring(comma + 1), 1 - first);
            }
        });
        var wins = new LinkedHashMap<String, Double>();
        wonOfAll.forEach((model, count) -> wins.put(model, count[0] / count[1]));
        return wins;
    }

    private static void count(Map<String, double[]> wonOfAll, String model, double won) {
        double[] count = wonOfAll.computeIfAbsent(model.strip(), _ -> new double[2]);
        count[0] += won;
        count[1]++;
    }

    private static JsonNode parsed(Item line, String text) {
        try {
            return JsonCursor.tree(text.getBytes(StandardCharsets.UTF_8));
        } catch (dev.smoothie.spi.SmoothieException e) {
            throw line.unexpected(KEY, "the comparisons as a JSON object, or null");
        }
    }
}
