package dev.smoothie.engine;

import dev.smoothie.engine.estimate.Errors;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.estimate.Quality;

/**
 * What routing decided, and why.
 *
 * @param method
 *            how errors were estimated
 * @param global
 *            the estimate over the whole set, with standard errors
 * @param errors
 *            the errors δ that each sample was routed by, {@code [n, m]}; readable while the arena of the run is open
 * @param routes
 *            index of the generator for each sample, {@link dev.smoothie.engine.route.Router#NONE} where none has an output
 */
public record Routing(Method method, GlobalEstimate global, Errors errors, int[] routes) {

    /** The quality θ of all generators for one sample, see {@link Quality}. */
    public double[] quality(int sample) {
        return Quality.of(errors(sample));
    }

    /** The errors δ of all generators for one sample; NaN where there is no estimate. */
    public double[] errors(int sample) {
        double[] row = new double[global.error().length];
        errors.read(sample, row);
        return row;
    }

    /** How many samples each generator got, {@code [m]}. */
    public long[] shares() {
        long[] shares = new long[global.error().length];
        for (int route : routes) {
            if (route >= 0) {
                shares[route]++;
            }
        }
        return shares;
    }
}
