package dev.smoothie.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The options that a user gave, read by the {@link Option}s that a factory declares. Immutable.
 *
 * <p>
 * As text they are {@code key=value,key=value}. A comma begins another option only if a key and {@code =} follow, so
 * values may hold commas. Text before the first key is the value of the positional option.
 */
public final class Options {
    private static final Pattern NEXT = Pattern.compile("(?:^|,)\\s*([A-Za-z][A-Za-z0-9_-]*)=");

    private final Map<String, Object> values;

    private Options(Map<String, Object> values) {
        this.values = values;
    }

    /** Options of which the user gave none: only defaults. */
    public static Options none(Factory factory) {
        return of(factory.name(), factory.options(), Map.of());
    }

    /**
     * Reads options from text.
     *
     * @param subject
     *            what the options belong to, for messages: {@code "embedder 'onnx'"}
     * @param known
     *            all options that there are
     * @param text
     *            what the user wrote
     * @throws SmoothieException
     *             if a key is unknown or given twice, a value does not fit, or an option is missing; the message lists
     *             the known options
     */
    public static Options parse(String subject, List<Option<?>> known, String text) {
        var given = new LinkedHashMap<String, Object>();
        Matcher next = NEXT.matcher(text);
        boolean more = next.find();
        String first = more ? text.substring(0, next.start()) : text;
        if (!first.isEmpty() || !more) {
            Option<?> positional = known.stream().filter(Option::isPositional).findFirst()
                    .orElseThrow(() -> new SmoothieException("%s: expected key=value,key=value, found '%s'; %s"
                            .formatted(subject, first, list(known))));
            given.put(positional.key(), first);
        }
        while (more) {
            String key = next.group(1);
            int from = next.end();
            more = next.find();
            if (given.put(key, text.substring(from, more ? next.start() : text.length())) != null) {
                throw new SmoothieException("%s: the option '%s' is given twice".formatted(subject, Option.shown(key)));
            }
        }
        return of(subject, known, given);
    }

    /**
     * Reads options from values by key.
     *
     * @param subject
     *            what the options belong to, for messages
     * @param known
     *            all options that there are
     * @param given
     *            texts, numbers, truth values, maps
     * @throws SmoothieException
     *             if a key is unknown, a value does not fit, or an option is missing; the message lists the known
     *             options, and never holds a value
     */
    public static Options of(String subject, List<Option<?>> known, Map<String, ?> given) {
        List<String> keys = known.stream().map(Option::key).toList();
        for (String key : given.keySet()) {
            if (!keys.contains(key)) {
                throw new SmoothieException("%s: there is no option '%s'; %s".formatted(subject, Option.shown(key),
                        list(known)));
            }
        }
        var values = new LinkedHashMap<String, Object>();
        for (Option<?> option : known) {
            if (given.containsKey(option.key())) {
                // The message does not hold the value: a secret may stand where the name of its variable was expected.
                values.put(option.key(), option.read(given.get(option.key()))
                        .orElseThrow(() -> new SmoothieException("%s: the option '%s' must be %s; %s".formatted(subject,
                                option.key(), option.expected(), list(known)))));
            } else if (option.isRequired()) {
                throw new SmoothieException(
                        "%s: the option '%s' is missing; %s".formatted(subject, option.key(), list(known)));
            } else {
                option.fallback().ifPresent(value -> values.put(option.key(), value));
            }
        }
        return new Options(values);
    }

    private static String list(List<Option<?>> known) {
        return known.isEmpty()
                ? "it has no options"
                : "known are: " + known.stream().map(Option::toString).collect(Collectors.joining(", "));
    }

    /** The value that the user gave, or the default; empty if there is neither. */
    public <T> Optional<T> get(Option<T> option) {
        // The value is from this option's own reader, or is its default.
        @SuppressWarnings("unchecked")
        T value = (T) values.get(option.key());
        return Optional.ofNullable(value);
    }

    /** The value of an option that is required or has a default. */
    public <T> T require(Option<T> option) {
        return get(option).orElseThrow(
                () -> new IllegalArgumentException("the option '%s' has no value".formatted(option.key())));
    }

    /** The keys and values, for messages: {@code degree=32,beam=100}. */
    @Override
    public String toString() {
        var texts = new ArrayList<String>();
        values.forEach((key, value) -> texts.add(key + "=" + value));
        return String.join(",", texts);
    }
}
