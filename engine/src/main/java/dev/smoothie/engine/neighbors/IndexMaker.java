package dev.smoothie.engine.neighbors;

import java.util.Objects;

/**
 * What makes an index: indexes of different makers are not each other's.
 *
 * @param name
 *            the name that the user chose the search by, for messages and file names
 * @param version
 *            the version of the plugin
 * @param options
 *            all that can be set, as text
 */
public record IndexMaker(String name, String version, String options) {

    public IndexMaker {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(options, "options");
    }
}
