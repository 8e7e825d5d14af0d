package dev.smoothie.core.reviews;

import dev.smoothie.core.compute.Matrix;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Somebody who gave outputs scores.
 *
 * @param name
 *            what it is called
 * @param own
 *            the generator that it is; empty if it is none
 * @param scores
 *            {@code [n, m]}, higher is better, on a scale of its own; NaN where it gave none
 */
public record Judge(String name, OptionalInt own, Matrix scores) {

    public Judge {
        Objects.requireNonNull(name, "name");
        if (own.isPresent()) {
            Objects.checkIndex(own.getAsInt(), scores.columns());
        }
    }

    /**
     * Reads the scores of one sample, less what is its own outputs' only because they are its own.
     *
     * @param preference
     *            its self-preference, in points of its scale
     */
    void read(long sample, double preference, double[] scored) {
        scores.read(sample, scored);
        if (own.isPresent()) {
            scored[own.getAsInt()] -= preference;
        }
    }
}
