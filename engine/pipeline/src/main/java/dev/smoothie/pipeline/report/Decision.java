package dev.smoothie.pipeline.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/**
 * What a reader should do with a result, before any figures: at most three lines.
 *
 * @param kind
 *            the decision
 * @param lines
 *            one or two sentences: the decision, and how sure it is
 * @param next
 *            what to do next, with the command to type
 */
public record Decision(Kind kind, List<String> lines, String next) {

    /** The decisions. */
    public enum Kind {
        /** One generator is the best. */
        USE_BEST,
        /** An output for each sample is better than one generator for all. */
        USE_ROUTES,
        /** The best cannot be told from the next. */
        CANNOT_TELL,
        /** Nothing shows that the ranking measures quality. */
        DO_NOT_RANK;

        /** The name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Decision {
        lines = List.copyOf(lines);
    }

    /** All lines, what to do next as the last. */
    public List<String> text() {
        return Stream.concat(lines.stream(), Stream.of("next: " + next)).toList();
    }

    /** Writes it as the property {@code decision}. */
    void write(JsonGenerator json) {
        json.writeObjectPropertyStart("decision");
        json.writeStringProperty("kind", kind.label());
        json.writeArrayPropertyStart("lines");
        lines.forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("next", next);
        json.writeEndObject();
    }
}
