package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.core.Methods;
import java.util.List;
import java.util.Optional;

/**
 * How samples are routed: by a named method, or by one that is chosen from the data.
 *
 * @param named
 *            the method; empty if one of {@code candidates} is to be chosen from the data
 * @param candidates
 *            the methods to choose from, the standard one first; not used if a method is named
 * @param search
 *            how neighbours are looked up; empty for exact search
 */
public record MethodPlan(Optional<Method> named, List<Method> candidates, Optional<SearchChoice> search) {

    public MethodPlan {
        candidates = List.copyOf(candidates);
        if (named.isEmpty() && candidates.isEmpty()) {
            throw new IllegalArgumentException("neither a method nor candidates to choose from");
        }
    }

    /** {@code method}, with exact neighbours. */
    public static MethodPlan of(Method method) {
        return new MethodPlan(Optional.of(method), List.of(), Optional.empty());
    }

    /**
     * A method that is chosen from the data, with exact neighbours: the one whose choices agree best with a generator
     * that was held out.
     */
    public static MethodPlan chosen() {
        return new MethodPlan(Optional.empty(), Methods.ALL, Optional.empty());
    }
}
