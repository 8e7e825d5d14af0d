package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A sample that lm-evaluation-harness logged: what was asked, what came back, and what was right.
 *
 * @param line
 *            the sample
 * @param requests
 *            what was asked
 * @param where
 *            file and line
 */
record LmEvalLine(ObjectNode line, LmEvalRequests requests, String where) {
    /** The name of the filter that leaves the responses as they are. */
    static final String NO_FILTER = "none";

    private static final Set<String> NO_METRICS = Set.of("doc_id", "doc", "target", "arguments", "resps",
            "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash", "target_hash", "input", "bypass");

    static LmEvalLine of(ObjectNode line, String where) {
        return new LmEvalLine(line, LmEvalRequests.of(line.path("arguments")), where);
    }

    Optional<SampleId> id() {
        return line.has("doc_id") ? value("doc_id").id() : Optional.empty();
    }

    /** The filter whose finds it has. */
    String filter() {
        return line.path("filter").asString(NO_FILTER);
    }

    /** The checksum of the document that was asked about; the prompt around it may differ from model to model. */
    Optional<String> document() {
        return Optional.of(line.path("doc_hash").asString("")).filter(hash -> !hash.isBlank());
    }

    Optional<String> input() {
        return requests.input().or(() -> text(line.path("input"))).or(() -> text(line.path("prompt")));
    }

    /** Whether the harness measured how probable a given text is, so that nothing was answered. */
    boolean hasNoAnswer() {
        return requests.isOneLikelihood() || metricNames().stream()
                .anyMatch(name -> name.endsWith("_perplexity") || name.equals("bits_per_byte"));
    }

    /**
     * The answers, more than one if the model was asked more than once; null where a filter found nothing.
     *
     * @param filtered
     *            whether as the filter left them
     */
    List<String> outputs(boolean filtered) {
        String key = filtered || !line.has("resps") ? "filtered_resps" : "resps";
        if (!line.has(key)) {
            throw new SmoothieException(
                    "%s: no %s\"filtered_resps\"; expected a sample of lm-evaluation-harness, {\"doc_id\", \"arguments\", \"resps\", \"filtered_resps\", \"target\", ...}"
                            .formatted(where, filtered ? "" : "\"resps\" and no "));
        }
        if (!line.path(key).isArray()) {
            throw value(key).unexpected("a list");
        }
        if (requests.areChoices()) {
            return List.of(requests.choices().get(mostProbable(key)));
        }
        var texts = new ArrayList<String>();
        collect(line.path(key).path(0), texts, key);
        if (texts.isEmpty()) {
            throw new SmoothieException("%s: no response in \"%s\"; expected at least one".formatted(where, key));
        }
        if (filtered) {
            texts.replaceAll(text -> "[invalid]".equals(text) ? null : text);
        }
        return texts;
    }

    private void collect(JsonNode response, List<String> texts, String key) {
        if (response.isArray()) {
            response.forEach(part -> collect(part, texts, key));
        } else if (!response.isMissingNode()) {
            texts.add(new JsonValues(response, "a response in \"%s\"".formatted(key), where).scalar().orElse(null));
        }
    }

    /** The choice whose log-likelihood, the first number of its response, is the highest. */
    private int mostProbable(String key) {
        int best = 0;
        double highest = Double.NaN;
        for (int i = 0; i < requests.choices().size(); i++) {
            JsonNode response = line.path(key).path(i);
            while (response.isArray()) {
                response = response.path(0);
            }
            double value = likelihood(response, key, i);
            if (!(value <= highest)) {
                best = i;
                highest = value;
            }
        }
        return best;
    }

    private double likelihood(JsonNode response, String key, int choice) {
        double value = number(response);
        if (Double.isNaN(value)) {
            throw new SmoothieException(
                    "%s: expected the log-likelihood of choice %d of %d in \"%s\", found %s".formatted(where,
                            choice + 1,
                            requests.choices().size(), key,
                            response.isMissingNode() ? "nothing" : response.toString()));
        }
        return value;
    }

    /** The right answers; of several choices, their texts. */
    List<String> references() {
        JsonNode target = line.path("target");
        var texts = new ArrayList<String>();
        if (target.isArray()) {
            target.forEach(item -> text(item).ifPresent(texts::add));
        } else {
            text(target).ifPresent(text -> texts.addAll(PythonList.of(text).orElse(List.of(text))));
        }
        if (requests.areChoices()) {
            texts.replaceAll(requests::choice);
        }
        texts.removeIf(String::isBlank);
        return texts;
    }

    /** The metrics that are one number for this sample, in the order of the harness. */
    Map<String, Double> scores() {
        var scores = new LinkedHashMap<String, Double>();
        for (String name : metricNames()) {
            JsonNode value = line.path(name);
            double number = value.isBoolean()
                    ? value.booleanValue() ? 1 : 0
                    : value.isNumber()
                            ? value.doubleValue()
                            : Double.NaN;
            if (Double.isFinite(number)) {
                scores.put(name, number);
            }
        }
        return scores;
    }

    private List<String> metricNames() {
        var names = new ArrayList<String>();
        if (line.path("metrics").isArray()) {
            line.path("metrics").forEach(name -> text(name).ifPresent(names::add));
        } else {
            names.addAll(line.propertyNames());
        }
        names.removeIf(NO_METRICS::contains);
        return names;
    }

    private JsonValues value(String key) {
        return new JsonValues(line.path(key), "\"%s\"".formatted(key), where);
    }

    static Optional<String> text(JsonNode node) {
        return node.isString() || node.isNumber() || node.isBoolean() ? Optional.of(node.asString()) : Optional.empty();
    }

    private static double number(JsonNode node) {
        try {
            return node.isNumber()
                    ? node.doubleValue()
                    : node.isString()
                            ? Double.parseDouble(node.stringValue())
                            : Double.NaN;
        } catch (NumberFormatException _) {
            // Python writes infinities as "-inf".
            return node.stringValue().equals("-inf") ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
    }
}
