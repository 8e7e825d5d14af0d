package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.spi.SmoothieException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import tools.jackson.core.JsonToken;

/**
 * Reads the field {@code reviews} of a sample: {@code {"judge": {"generator": number, …}}}. In place of a number there
 * may be null, for none, or a list of numbers and nulls, one for each of a generator's outputs.
 */
final class ReviewFields {
    private final Map<String, Map<String, List<OptionalDouble>>> given = new LinkedHashMap<>();
    private String where = "";

    /** Reads the value that comes next. */
    void read(JsonCursor json) {
        given.clear();
        JsonToken token = json.next();
        where = json.where();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw json.unexpected("\"reviews\" to be an object {judge: {generator: number}}");
        }
        for (String judge = json.key(); judge != null; judge = json.key()) {
            if (judge.isBlank()) {
                throw json.failure("a judge without a name in \"reviews\"");
            }
            given.put(judge, scores(json, judge));
        }
    }

    private static Map<String, List<OptionalDouble>> scores(JsonCursor json, String judge) {
        JsonToken token = json.next();
        if (token == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        if (token != JsonToken.START_OBJECT) {
            throw json.unexpected("the reviews of judge \"%s\" to be an object {generator: number}".formatted(judge));
        }
        var scores = new LinkedHashMap<String, List<OptionalDouble>>();
        for (String generator = json.key(); generator != null; generator = json.key()) {
            scores.put(generator,
                    json.numbers("the review that judge \"%s\" gave \"%s\"".formatted(judge, generator)));
        }
        return scores;
    }

    /**
     * The scores by judge and generator, the mean of several.
     *
     * @throws SmoothieException
     *             if a list has not one score for each of the outputs
     */
    Map<String, Map<String, Double>> of(Map<String, List<String>> generations) {
        var reviews = new LinkedHashMap<String, Map<String, Double>>();
        given.forEach((judge, scores) -> {
            var means = new LinkedHashMap<String, Double>();
            scores.forEach((generator, list) -> {
                List<String> outputs = generations.getOrDefault(generator, List.of());
                if (list.size() > 1 && !outputs.isEmpty() && list.size() != outputs.size()) {
                    throw new SmoothieException(
                            "%s: judge \"%s\" has %d scores in \"reviews\" for %d outputs of \"%s\"; give one number, or one for each output"
                                    .formatted(where, judge, list.size(), outputs.size(), generator));
                }
                mean(list, outputs).ifPresent(mean -> means.put(generator, mean));
            });
            reviews.put(judge, means);
        });
        return reviews;
    }

    /** The mean of the scores of outputs that exist. */
    private static OptionalDouble mean(List<OptionalDouble> scores, List<String> outputs) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < scores.size() && !outputs.isEmpty(); i++) {
            boolean exists = scores.size() == 1
                    ? outputs.stream().anyMatch(Objects::nonNull)
                    : outputs.get(i) != null;
            if (scores.get(i).isPresent() && exists) {
                sum += scores.get(i).getAsDouble();
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
}
