package dev.smoothie.spi;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Declares an option of a plugin: its key, what it means, and which values it takes. Values come as text from the
 * command line ({@code NAME:key=value,key=value}), and as text, numbers, truth values and maps from YAML. Immutable.
 *
 * @param <T>
 *            the type that a value is read as
 */
public final class Option<T> {
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private static final int LONGEST_SHOWN = 60;

    private final String key;
    private final String description;
    private final String expected;
    /** Reads a value; null or an {@link IllegalArgumentException} if it does not fit. */
    private final Function<Object, T> reader;
    private final Optional<T> fallback;
    private final boolean required;
    private final boolean positional;
    private final boolean incidental;

    private Option(String key, String description, String expected, Function<Object, T> reader, Optional<T> fallback,
            boolean required, boolean positional, boolean incidental) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "the key '%s' is not made of lower case letters, digits and hyphens".formatted(key));
        }
        this.key = key;
        this.description = Objects.requireNonNull(description, "description");
        this.expected = expected;
        this.reader = reader;
        this.fallback = fallback;
        this.required = required;
        this.positional = positional;
        this.incidental = incidental;
    }

    private static <T> Option<T> of(String key, String description, String expected, Function<Object, T> reader) {
        return new Option<>(key, description, expected, reader, Optional.empty(), false, false, false);
    }

    /** Any text that is not blank. */
    public static Option<String> text(String key, String description) {
        return of(key, description, "a text", value -> {
            String text = scalar(value);
            return text == null || text.isBlank() ? null : text;
        });
    }

    /** One of some words. */
    public static Option<String> choice(String key, String description, String... words) {
        List<String> known = List.of(words);
        return of(key, description, "one of " + String.join(", ", known),
                value -> known.contains(scalar(value)) ? scalar(value) : null);
    }

    /** A whole number from {@code least} to {@code most}. */
    public static Option<Long> integer(String key, String description, long least, long most) {
        return of(key, description, "a whole number " + range(least, most, Long.MIN_VALUE, Long.MAX_VALUE), value -> {
            Long number = Long.valueOf(scalar(value));
            return number >= least && number <= most ? number : null;
        });
    }

    /** A number from {@code least} to {@code most}; infinite bounds are none. */
    public static Option<Double> number(String key, String description, double least, double most) {
        return of(key, description,
                "a number " + range(least, most, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), value -> {
                    double number = Double.parseDouble(scalar(value));
                    return Double.isFinite(number) && number >= least && number <= most ? number : null;
                });
    }

    private static <N extends Number> String range(N least, N most, N lowest, N highest) {
        if (least.equals(lowest)) {
            return most.equals(highest) ? "" : "up to " + most;
        }
        return most.equals(highest) ? "of at least " + least : "from %s to %s".formatted(least, most);
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> flag(String key, String description) {
        return of(key, description, "true or false", value -> switch (scalar(value)) {
            case "true" -> true;
            case "false" -> false;
            case null, default -> null;
        });
    }

    /** A positive duration: a number and {@code ms}, {@code s}, {@code m} or {@code h}; a number alone is seconds. */
    public static Option<Duration> duration(String key, String description) {
        return of(key, description, "a duration above 0, such as 500ms, 30s or 2m", value -> duration(scalar(value)));
    }

    private static Duration duration(String text) {
        String unit = text.replaceFirst("^[0-9.]+", "").strip();
        double factor = switch (unit) {
            case "ms" -> 1;
            case "", "s" -> 1e3;
            case "m" -> 60e3;
            case "h" -> 3600e3;
            default -> Double.NaN;
        };
        double millis = Double.parseDouble(text.substring(0, text.length() - unit.length()).strip()) * factor;
        return millis >= 1 && millis < Integer.MAX_VALUE * 1e3 ? Duration.ofMillis(Math.round(millis)) : null;
    }

    /** A path. Whether a file exists there is checked by the plugin. */
    public static Option<Path> path(String key, String description) {
        return of(key, description, "a path", value -> {
            try {
                String text = scalar(value);
                return text.isBlank() ? null : Path.of(text);
            } catch (InvalidPathException _) {
                return null;
            }
        });
    }

    /** The address of a server, {@code http} or {@code https}, without user and password. */
    public static Option<URI> url(String key, String description) {
        return of(key, description, "an address that begins with http:// or https:// and holds no password", value -> {
            URI uri = URI.create(scalar(value));
            boolean web = uri.getScheme() != null && uri.getScheme().matches("(?i)https?");
            return web && uri.getHost() != null && uri.getRawUserInfo() == null ? uri : null;
        });
    }

    /** Texts by name, in order; as text {@code name:value;name:value}. */
    public static Option<Map<String, String>> map(String key, String description) {
        return of(key, description, "a map of texts, as text name:value;name:value", value -> {
            var texts = new LinkedHashMap<String, String>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, text) -> texts.put(scalar(name), scalar(text)));
            } else {
                for (String entry : scalar(value).split(";", -1)) {
                    String[] nameAndText = entry.split(":", 2);
                    texts.put(nameAndText[0].strip(), nameAndText.length == 2 ? nameAndText[1].strip() : null);
                }
            }
            return texts.containsKey("") || texts.containsKey(null) || texts.containsValue(null)
                    ? null
                    : Map.copyOf(texts);
        });
    }

    /** A number or truth value as it is written, a text as it is; null for anything else. */
    private static String scalar(Object value) {
        return switch (value) {
            case String text -> text;
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            case null, default -> null;
        };
    }

    /** The same option with a default value. */
    public Option<T> withDefault(T value) {
        return new Option<>(key, description, expected, reader, Optional.of(value), false, positional, incidental);
    }

    /** The same option, which the user must give. */
    public Option<T> required() {
        return new Option<>(key, description, expected, reader, Optional.empty(), true, positional, incidental);
    }

    /** The same option, whose key may be left out on the command line: {@code onnx:DIR} is {@code onnx:model=DIR}. */
    public Option<T> positional() {
        return new Option<>(key, description, expected, reader, fallback, required, true, incidental);
    }

    /**
     * The same option, which affects how an answer is got but not what it says, such as a time-out or the name of a
     * key's variable. If it changes, answers that a language model gave before still count as its answers.
     */
    public Option<T> incidental() {
        return new Option<>(key, description, expected, reader, fallback, required, positional, true);
    }

    /** The key: lower case words with hyphens between them. */
    public String key() {
        return key;
    }

    /** What the option means, for a person. */
    public String description() {
        return description;
    }

    /** Which values it takes, for a person: {@code "a whole number from 1 to 10"}. */
    public String expected() {
        return expected.strip();
    }

    /** The default value; empty if there is none. */
    public Optional<T> fallback() {
        return fallback;
    }

    /** Whether a user must give it. */
    public boolean isRequired() {
        return required;
    }

    /** Whether its key may be left out on the command line. */
    public boolean isPositional() {
        return positional;
    }

    /** Whether the answers do not depend on it. */
    public boolean isIncidental() {
        return incidental;
    }

    /** Reads a value; empty if it does not fit. */
    Optional<T> read(Object value) {
        try {
            return Optional.ofNullable(reader.apply(value));
        } catch (IllegalArgumentException | NullPointerException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        String required = isRequired() ? ", required" : "";
        String otherwise = fallback.map(value -> ", default " + shown(value)).orElse("");
        return "%s (%s%s%s)".formatted(key, expected(), required, otherwise);
    }

    /** A value as messages show it: on one line, and of a text the beginning. */
    static String shown(Object value) {
        if (value instanceof Duration duration) {
            return "%ss".formatted(duration.toMillis() / 1000.0).replace(".0s", "s").toLowerCase(Locale.ROOT);
        }
        String text = value.toString().replaceAll("\\s+", " ");
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN).strip() + "…";
    }

    /** A list of options, as factories return it. */
    public static List<Option<?>> list(Option<?>... options) {
        return List.copyOf(Arrays.asList(options));
    }
}
