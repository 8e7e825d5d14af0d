package dev.smoothie.pipeline;

import java.util.Optional;

/**
 * The approximate search for neighbours that a user asked for.
 *
 * @param name
 *            of the search that a plugin offers
 * @param options
 *            of that search, {@code KEY=VALUE,...}
 */
public record SearchChoice(String name, Optional<String> options) {

    /** The name of exact search, for which no plugin is needed. */
    public static final String EXACT = "exact";

    /** Reads {@code NAME} or {@code NAME:OPTIONS}. */
    static SearchChoice parse(String text) {
        String[] nameAndOptions = text.split(":", 2);
        return new SearchChoice(nameAndOptions[0],
                nameAndOptions.length == 2 ? Optional.of(nameAndOptions[1]) : Optional.empty());
    }

    /** What {@link #parse} reads. */
    String label() {
        return options.map(given -> name + ":" + given).orElse(name);
    }
}
