package dev.smoothie.pipeline.report;

import dev.smoothie.core.Belief;
import dev.smoothie.core.belief.Confidence;
import dev.smoothie.core.belief.Reliability;
import dev.smoothie.core.belief.SharedVariance;
import dev.smoothie.core.belief.Signal;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.FamilyEstimate;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes how far a ranking can be believed, as properties of a JSON object. Matrices are in the order of
 * {@code generators}.
 *
 * @param belief
 *            what to write
 * @param generators
 *            names of the generators
 */
public record BeliefJson(Belief belief, List<String> generators) {

    /** Writes the properties. */
    void write(JsonGenerator json) {
        comparisons(json);
        signal(json);
        optional(json, "dependence", belief.dependence(), dependence -> write(json, dependence));
        optional(json, "families", belief.families(), families -> write(json, families));
    }

    private static <T> void optional(JsonGenerator json, String name, Optional<T> value, Consumer<T> properties) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeObjectPropertyStart(name);
            properties.accept(value.get());
            json.writeEndObject();
        }
    }

    private void comparisons(JsonGenerator json) {
        Comparisons comparisons = belief.comparisons();
        List<Integer> order = comparisons.ranking();
        json.writeArrayPropertyStart("comparisons");
        for (int better = 0; better < order.size(); better++) {
            for (int worse = better + 1; worse < order.size(); worse++) {
                json.writeStartObject();
                json.writeStringProperty("better", generators.get(order.get(better)));
                json.writeStringProperty("worse", generators.get(order.get(worse)));
                RankingJson.difference(json, comparisons, order.get(worse), order.get(better));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        groups(json, "not_apart", comparisons.groups());
    }

    private void groups(JsonGenerator json, String name, List<List<Integer>> groups) {
        json.writeArrayPropertyStart(name);
        for (List<Integer> group : groups) {
            json.writeStartArray();
            group.forEach(g -> json.writeString(generators.get(g)));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void signal(JsonGenerator json) {
        Signal signal = belief.signal();
        json.writeObjectPropertyStart("signal");
        json.writeStringProperty("verdict", signal.verdict().name().toLowerCase(Locale.ROOT));
        strings(json, "reasons", signal.reasons());
        strings(json, "advice", signal.advice());
        confidence(json, belief.evidence().confidence());
        json.writeBooleanProperty("answers", belief.evidence().answers());
        belief.evidence().length().ifPresent(length -> Json.number(json, "length_correlation", length.spearman()));
        SharedVariance agreement = belief.evidence().agreement();
        json.writeObjectPropertyStart("agreement");
        Json.number(json, "share", agreement.share());
        Json.number(json, "standard_error", agreement.standardError());
        json.writeNumberProperty("samples", agreement.samples());
        json.writeEndObject();
        write(json, belief.evidence().reliability());
        optional(json, "neighbors", belief.evidence().neighbors(), neighbors -> {
            Json.number(json, "share", neighbors.share());
            Json.number(json, "standard_error", neighbors.standardError());
            Json.number(json, "halves", neighbors.halves());
            json.writeNumberProperty("samples", neighbors.samples());
        });
        json.writeEndObject();
    }

    private void confidence(JsonGenerator json, Confidence confidence) {
        json.writeObjectPropertyStart("probability");
        Json.number(json, "pair_in_order", confidence.overall());
        Json.number(json, "first_better_than_second", confidence.second());
        Json.number(json, "first_is_best", confidence.best());
        strings(json, "generators", generators);
        matrix(json, "better", confidence.better());
        groups(json, "not_apart", confidence.notApart());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Reliability reliability) {
        json.writeObjectPropertyStart("reliability");
        Json.number(json, "share", reliability.share());
        Json.number(json, "between", reliability.between());
        Json.number(json, "noise", reliability.noise());
        Json.number(json, "misfit", reliability.misfit());
        Json.number(json, "additivity", reliability.additivity());
        Json.number(json, "halves", reliability.halves());
        Json.number(json, "explained", reliability.explained());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> strings) {
        json.writeArrayPropertyStart(name);
        strings.forEach(json::writeString);
        json.writeEndArray();
    }

    private void write(JsonGenerator json, Dependence dependence) {
        json.writeNumberProperty("samples", dependence.samples());
        strings(json, "generators", generators);
        matrix(json, "correlation", dependence.correlation());
        matrix(json, "standard_error", dependence.standardError());
        matrix(json, "covariance", dependence.covariance());
        json.writeArrayPropertyStart("together");
        for (Dependence.Pair pair : dependence.pairsTogether()) {
            json.writeStartObject();
            json.writeStringProperty("first", generators.get(pair.first()));
            json.writeStringProperty("second", generators.get(pair.second()));
            Json.number(json, "correlation", pair.correlation());
            Json.number(json, "standard_error", pair.standardError());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void matrix(JsonGenerator json, String name, double[][] matrix) {
        json.writeArrayPropertyStart(name);
        for (double[] row : matrix) {
            json.writeStartArray();
            for (double value : row) {
                Json.number(json, value);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void write(JsonGenerator json, FamilyEstimate estimate) {
        groups(json, "families", estimate.families().families());
        json.writeArrayPropertyStart("generators");
        for (int g : estimate.ranking()) {
            json.writeStartObject();
            json.writeStringProperty("generator", generators.get(g));
            Json.number(json, "error", estimate.error()[g]);
            Json.number(json, "standard_error", estimate.standardError()[g]);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
