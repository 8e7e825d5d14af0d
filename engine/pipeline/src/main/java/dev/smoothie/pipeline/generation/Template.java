package dev.smoothie.pipeline.generation;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders for fields of a sample: {@code {input}}, {@code {id}}, and any other field by its name.
 * {@code {{name}}} stands for {@code {name}} itself; other braces are ordinary characters.
 *
 * @param text
 *            the text as the user wrote it
 */
public record Template(String text) {
    /** The template whose text is the input alone. */
    public static final Template INPUT = new Template("{input}");

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]*";
    private static final Pattern PLACE = Pattern.compile("\\{\\{(%s)}}|\\{(%s)}".formatted(NAME, NAME));

    public Template {
        Objects.requireNonNull(text, "text");
    }

    /** The names of the placeholders, in order. */
    public Set<String> names() {
        var names = new LinkedHashSet<String>();
        PLACE.matcher(text).results().filter(place -> place.group(2) != null).map(place -> place.group(2))
                .forEach(names::add);
        return names;
    }

    /** The text with all placeholders filled in. {@code values} must have every name. */
    public String fill(Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place, values)));
    }

    private static String value(MatchResult place, Map<String, String> values) {
        return place.group(1) != null
                ? "{" + place.group(1) + "}"
                : Objects.requireNonNull(values.get(place.group(2)), place.group(2));
    }
}
