package dev.smoothie.pipeline.index;

import java.util.Objects;

/**
 * Identifies what made an index: only an index of an equal maker is read from a file.
 *
 * @param name
 *            the name that the user chose the search by, for messages and file names
 * @param version
 *            the version of the plugin
 * @param options
 *            the values of all options, as text
 */
public record IndexMaker(String name, String version, String options) {

    public IndexMaker {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(options, "options");
    }
}
