package dev.smoothie.spi;

import java.util.List;

/**
 * The part that the factories of all roles have in common: a name that users choose it by, and options. A factory does
 * no work until it is asked to open something. Any number of threads may ask it for its name, description and options.
 */
public sealed interface Factory
        permits EmbedderFactory, NeighborSearchFactory, LanguageModelFactory, TableFormatFactory {

    /**
     * The name that users choose it by: lower case letters, digits and hyphens; unique within its role among all loaded
     * plugins.
     */
    String name();

    /** One line for {@code smoothie plugins}: what it does, and by what means. */
    String description();

    /**
     * The options that it understands. The program reads what the user wrote by them, and refuses keys that are not
     * among them and values that do not fit, so {@code open} is only given options that do. At most one is
     * {@linkplain Option#positional() positional}.
     */
    default List<Option<?>> options() {
        return List.of();
    }
}
