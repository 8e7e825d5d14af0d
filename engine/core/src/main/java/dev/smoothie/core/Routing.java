package dev.smoothie.core;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.reviews.ReviewEstimate;
import java.util.List;
import java.util.Optional;

/**
 * The result of routing a set: a generator for each sample, and the errors by which it was chosen.
 *
 * @param method
 *            how errors were estimated
 * @param global
 *            the estimate over the whole set, with standard errors
 * @param distances
 *            the same from the distances between outputs, on which belief rests; where the method is not vote, they are
 *            one
 * @param errors
 *            the errors δ that each sample was routed by, {@code [n, m]}; readable while the arena of the run is open
 * @param routes
 *            index of the generator for each sample, {@link dev.smoothie.core.route.Router#NONE} where none has an
 *            output
 * @param neighbors
 *            the neighbours of each sample among the samples themselves; empty if the method needed none, or looked
 *            them up among training samples; readable while the arena of the run is open
 * @param reviews
 *            what judges say, and how far each is believed; empty where the method asks none
 * @param decisions
 *            what the backend decided on the way, one line each
 */
public record Routing(Method method, GlobalEstimate global, GlobalEstimate distances, Errors errors, int[] routes,
        Optional<Neighbors> neighbors, Optional<ReviewEstimate> reviews, List<String> decisions) {

    public Routing {
        decisions = List.copyOf(decisions);
    }

    /** A routing by a method that asks no judges. */
    public Routing(Method method, GlobalEstimate global, GlobalEstimate distances, Errors errors, int[] routes,
            Optional<Neighbors> neighbors, List<String> decisions) {
        this(method, global, distances, errors, routes, neighbors, Optional.empty(), decisions);
    }

    /**
     * The quality of all generators for one sample: θ, see
     * {@link dev.smoothie.core.estimate.Quality}, the probabilities of a vote or of reviews, or scores predicted from
     * labels.
     */
    public double[] quality(int sample) {
        return quality(errors(sample));
    }

    /** The qualities that belong to such errors. */
    public double[] quality(double[] row) {
        return global.quality(row);
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
