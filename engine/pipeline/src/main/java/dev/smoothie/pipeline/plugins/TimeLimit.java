package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.SmoothieException;

/**
 * How long a call of a plugin may take that does no work on samples. An endless loop would otherwise be a program that
 * says nothing and never ends. Calls that embed, build, search or ask models have no limit, because they may take hours.
 *
 * @param seconds
 *            at least 1
 */
record TimeLimit(long seconds) {
    /** The environment variable that sets all limits, in whole seconds. */
    static final String VARIABLE = "SMOOTHIE_PLUGIN_SECONDS";
    /** A constructor, a name, a list of options: the SPI asks that they do no work. */
    private static final int SHORT = 20;
    /** To open may be to load, and even to convert, a large model. */
    private static final int OPENING = 600;

    static TimeLimit ofLoading() {
        return of(System.getenv(VARIABLE), SHORT);
    }

    static TimeLimit ofOpening() {
        return of(System.getenv(VARIABLE), OPENING);
    }

    static TimeLimit of(String asked, int otherwise) {
        if (asked == null || asked.isBlank()) {
            return new TimeLimit(otherwise);
        }
        if (!asked.strip().matches("[1-9][0-9]{0,8}")) {
            throw new SmoothieException(
                    "%s is '%s', which is not a whole number of seconds, at least 1; set it to one such as 120, or unset it"
                            .formatted(VARIABLE, asked));
        }
        return new TimeLimit(Long.parseLong(asked.strip()));
    }
}
