package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;

/**
 * Draws local estimates towards the global one as far as their spread is noise. Where neighbourhoods do not differ, the
 * local means of k rows vary by {@code var(y_i) / k}; what they vary more is signal, and each generator's local
 * deviation is kept in the share {@code B_i = max(0, 1 − var(y_i) / (k·var(local_i)))} (variance components, as in
 * James and Stein's estimator).
 */
public final class ShrunkEstimate {

    private ShrunkEstimate() {}

    /**
     * Errors {@code δ_i + B_i (local_i[s] − δ_i)}.
     *
     * @param local
     *            means over neighbourhoods of {@code k} rows, {@code [q, m]}; read as long as the result is
     * @param global
     *            the estimate over all rows of which the neighbourhoods are a part
     * @param k
     *            rows in a neighbourhood
     */
    public static Errors of(Matrix local, GlobalEstimate global, int k) {
        return of(local, global, shares(local, global, k));
    }

    /**
     * The same with shares that are known.
     *
     * @param share
     *            B of each generator, {@code [m]}
     */
    public static Errors of(Matrix local, GlobalEstimate global, double[] share) {
        double[] mean = global.error().clone();
        return (sample, errors) -> {
            for (int generator = 0; generator < mean.length; generator++) {
                double deviation = local.get(sample, generator) - mean[generator];
                errors[generator] = mean[generator] + (Double.isNaN(deviation) ? 0 : share[generator] * deviation);
            }
        };
    }

    /** B of each generator, in [0, 1]; 0 where too little is known. */
    public static double[] shares(Matrix local, GlobalEstimate global, int k) {
        double[] shares = new double[local.columns()];
        Moments[] moments = Moments.of(local);
        for (int generator = 0; generator < shares.length; generator++) {
            double spread = moments[generator].variance();
            double noise = Math.pow(global.standardError()[generator], 2) * global.samples()[generator] / k;
            shares[generator] = spread > noise ? 1 - noise / spread : 0;
        }
        return shares;
    }
}
