package dev.smoothie.pipeline.encoders;

import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is known of an encoder apart from its weights, from one source: its graph, its {@code config.json}, or whoever
 * asks for it. What a source does not say is empty.
 *
 * @param heads
 *            the number of attention heads
 * @param epsilon
 *            what the layer normalisations add to the variance
 * @param firstPosition
 *            the row of the position table that belongs to a text's first token
 */
public record EncoderFacts(OptionalInt heads, OptionalDouble epsilon, OptionalInt firstPosition) {
    /** Nothing is known. */
    public static final EncoderFacts NONE = new EncoderFacts(OptionalInt.empty(), OptionalDouble.empty(),
            OptionalInt.empty());

    /** A relative difference by which an epsilon in float32 may differ from the decimal that it was written as. */
    private static final double ROUNDING = 1e-6;

    /** What either source knows; where both do, they must say the same. */
    EncoderFacts and(EncoderFacts other, String file, String thisSource, String otherSource) {
        return new EncoderFacts(
                agreed(heads, other.heads, file, "%s attention heads", thisSource, otherSource),
                agreedEpsilon(other, file, thisSource, otherSource),
                agreed(firstPosition, other.firstPosition, file, "%s as the first token's position", thisSource,
                        otherSource));
    }

    private OptionalDouble agreedEpsilon(EncoderFacts other, String file, String thisSource, String otherSource) {
        if (epsilon.isEmpty() || other.epsilon.isEmpty()) {
            return epsilon.isPresent() ? epsilon : other.epsilon;
        }
        double mine = epsilon.getAsDouble();
        double theirs = other.epsilon.getAsDouble();
        if (Math.abs(mine - theirs) > ROUNDING * Math.max(mine, theirs)) {
            throw contradiction(file, "an epsilon of %s", mine, thisSource, theirs, otherSource);
        }
        return other.epsilon;
    }

    private static OptionalInt agreed(OptionalInt mine, OptionalInt theirs, String file, String what, String thisSource,
            String otherSource) {
        if (mine.isPresent() && theirs.isPresent() && mine.getAsInt() != theirs.getAsInt()) {
            throw contradiction(file, what, mine.getAsInt(), thisSource, theirs.getAsInt(), otherSource);
        }
        return mine.isPresent() ? mine : theirs;
    }

    private static UnusableWeights contradiction(String file, String what, Object mine, String thisSource,
            Object theirs, String otherSource) {
        return new UnusableWeights("%s: %s has %s, but %s %s".formatted(file, thisSource, what.formatted(mine),
                otherSource, what.formatted(theirs)), "make the files beside the model those that it was saved with");
    }

    /** The names of the facts that are unknown. */
    Optional<String> missing() {
        var names = new ArrayList<String>();
        if (heads.isEmpty()) {
            names.add("the number of attention heads");
        }
        if (epsilon.isEmpty()) {
            names.add("the epsilon of the layer normalisations");
        }
        if (firstPosition.isEmpty()) {
            names.add("the first token's position");
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }
}
