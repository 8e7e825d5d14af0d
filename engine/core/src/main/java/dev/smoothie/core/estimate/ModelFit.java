package dev.smoothie.core.estimate;

import dev.smoothie.core.parallel.Workers;
import java.util.Arrays;

/**
 * Measures how well the model's one testable statement holds: that the mean distance of two generators is the sum of
 * their errors, {@code D_ij = δ_i + δ_j}. It does not hold where errors are not independent, or where embeddings
 * measure something else than truth and error.
 *
 * @param additivity
 *            R², the part of the variance of the mean distances over pairs that the sums explain, less what as many
 *            free numbers explain by chance; 1 is a perfect fit; NaN for three generators, which fit always
 * @param excess
 *            the variance of the distances around the sums beyond what the number of samples explains; 0 or more; NaN
 *            for three generators
 */
public record ModelFit(double additivity, double excess) {

    /** Fits all pairs with equal weights: the δ of {@link GlobalEstimate}, where nothing is missing. */
    public static ModelFit of(PairDistances distances, Workers workers) {
        Pairs pairs = distances.pairs();
        int freedom = pairs.count() - pairs.generators();
        if (freedom < 1 || !distances.completeFor(2)) {
            return new ModelFit(Double.NaN, Double.NaN);
        }
        double[] weights = new double[pairs.count()];
        Arrays.fill(weights, 1);
        PairErrors errors = PairErrors.of(distances, AdditiveFit.of(pairs, weights), workers);
        double centre = Arrays.stream(distances.mean()).average().orElseThrow();
        double[] sums = new double[3]; // of squares: residuals, what sampling makes of them, all
        pairs.forEach((pair, i, j) -> {
            double outside = 2 * (1 - errors.fit().leverage(pair, i, j)); // from a covariance to the residual of its pair
            sums[0] += Math.pow(outside * errors.covariance()[pair], 2);
            sums[1] += Math.pow(outside * errors.standardError()[pair], 2);
            sums[2] += Math.pow(distances.mean()[pair] - centre, 2);
        });
        return new ModelFit(1 - sums[0] / freedom / (sums[2] / (pairs.count() - 1)),
                Math.max(0, sums[0] - sums[1]) / freedom);
    }
}
