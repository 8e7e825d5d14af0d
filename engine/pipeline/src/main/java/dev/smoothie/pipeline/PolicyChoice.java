package dev.smoothie.pipeline;

import dev.smoothie.spi.SmoothieException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The policies that are tried.
 *
 * @param policies
 *            at least one
 * @param share
 *            of the quality of the best single generator, which a cascade shall reach as cheaply as it can; empty for
 *            what the limit of costs says, or {@link #STANDARD_SHARE} where there is none
 * @param panel
 *            how many of the best generators a panel asks; empty for all
 */
public record PolicyChoice(Set<Policy> policies, OptionalDouble share, OptionalInt panel) {
    /** The share that is wanted where nothing is said. */
    public static final double STANDARD_SHARE = 0.99;

    /** All policies. */
    public static final PolicyChoice ALL = new PolicyChoice(Set.of(Policy.values()), OptionalDouble.empty(),
            OptionalInt.empty());

    /** Which generators are asked. */
    public enum Policy {
        /** One, chosen before anybody is asked, by what is known of similar inputs. */
        BEST,
        /** The cheapest first, until their outputs agree enough. */
        CASCADE,
        /** The same for every sample. */
        PANEL
    }

    public PolicyChoice {
        policies = Set.copyOf(policies);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("no policy is chosen");
        }
        share.ifPresent(wanted -> {
            if (!(wanted > 0 && Double.isFinite(wanted))) {
                throw new IllegalArgumentException("a share must be a finite number above 0, got " + wanted);
            }
        });
        panel.ifPresent(size -> {
            if (size < 1) {
                throw new IllegalArgumentException("a panel has at least 1 generator, got " + size);
            }
        });
    }

    /** Checks that a panel is not larger than all. */
    void check(int generators) {
        panel.ifPresent(size -> {
            if (size > generators) {
                throw new SmoothieException(
                        "--panel-size %d: there are only %d generators".formatted(size, generators));
            }
        });
    }
}
