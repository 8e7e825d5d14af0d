package dev.smoothie.pipeline;

import dev.smoothie.core.Routing;
import java.util.Locale;

/**
 * How far two routings of the same samples agree.
 *
 * @param samples
 *            how many there are
 * @param routes
 *            how many of them go to different generators
 * @param error
 *            the largest difference between estimated errors, as a share of the largest error; infinite where one of
 *            the two has an estimate that the other lacks
 */
record Agreement(int samples, int routes, double error) {
    /** Backends add in different orders, in float32; on the bundled example that makes some 1e-7. */
    private static final double TOLERANCE = 1e-5;

    /** Compares the routes of all samples, the errors that these rest on, and the errors over the whole set. */
    static Agreement of(Routing expected, Routing found) {
        int samples = expected.routes().length;
        int different = 0;
        var errors = new Errors();
        errors.compare(expected.global().error(), found.global().error());
        for (int sample = 0; sample < samples; sample++) {
            different += expected.routes()[sample] == found.routes()[sample] ? 0 : 1;
            errors.compare(expected.errors(sample), found.errors(sample));
        }
        return new Agreement(samples, different, errors.difference());
    }

    /** The largest error and the largest difference so far. */
    static final class Errors {
        private double largest;
        private double difference;

        void compare(double[] expected, double[] found) {
            for (int i = 0; i < expected.length; i++) {
                if (Double.isNaN(expected[i]) != Double.isNaN(found[i])) {
                    difference = Double.POSITIVE_INFINITY;
                } else if (!Double.isNaN(expected[i])) {
                    largest = Math.max(largest, Math.abs(expected[i]));
                    difference = Math.max(difference, Math.abs(expected[i] - found[i]));
                }
            }
        }

        double difference() {
            return difference == 0 ? 0 : difference / largest;
        }
    }

    /** Whether all routes are equal, and the errors but for rounding. */
    boolean holds() {
        return routes == 0 && error <= TOLERANCE;
    }

    /** It in words. */
    String line() {
        return routes == 0
                ? String.format(Locale.ROOT, "all %d routes are equal, the estimates to %.1e", samples, error)
                : String.format(Locale.ROOT, "%d of %d routes differ, the estimates by %.1e", routes, samples, error);
    }
}
