package dev.smoothie.core.evaluate;

import java.util.List;

/**
 * A way to route that is judged, and the routes that it took.
 *
 * @param name
 *            for tables
 * @param kind
 *            what it knows
 * @param routes
 *            for every sample of the set the generator it took, {@link dev.smoothie.core.route.Router#NONE} for none;
 *            several where it was drawn several times; none where it takes each generator as often as the others
 */
public record Contestant(String name, Kind kind, List<int[]> routes) {

    /** What a contestant knows. */
    public enum Kind {
        /** The truth of the very samples that it is judged on: a bound. */
        ORACLE,
        /** Outputs alone. */
        UNSUPERVISED,
        /** The truth of other samples. */
        LABELLED
    }

    public Contestant {
        routes = List.copyOf(routes);
    }
}
