package dev.smoothie.core.evaluate;

import java.util.List;
import java.util.Optional;

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
 * @param other
 *            what it chose by some scores and got by others, for all samples that it is judged on; it has no routes
 *            then. Empty for all that are judged by the {@link Truth}
 */
public record Contestant(String name, Kind kind, List<int[]> routes, Optional<OtherScores> other) {

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

    /** A contestant that is judged by the truth. */
    public Contestant(String name, Kind kind, List<int[]> routes) {
        this(name, kind, routes, Optional.empty());
    }
}
