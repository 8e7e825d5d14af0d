package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import java.util.Arrays;

/**
 * Routes each sample to the generator with the smallest error (not the largest θ: they differ where δ is not positive).
 * Ties go to the better global error, then to the lower index.
 */
public final class Router {
    /** Errors closer than this fraction of their mean size are equal: float32 embeddings do not resolve less. */
    public static final double TIE = 1e-6;

    /** The route of a sample for which no generator can be chosen. */
    public static final int NONE = -1;

    private final Errors errors;
    private final double[] global;

    /**
     * A router.
     *
     * @param errors
     *            δ for each sample; a generator without an estimate comes after all that have one
     * @param global
     *            δ over the whole set, which settles ties
     */
    public Router(Errors errors, double[] global) {
        this.errors = errors;
        this.global = global.clone();
    }

    /** Which generators a sample may be routed to. */
    @FunctionalInterface
    public interface Eligible {
        /** Whether sample {@code sample} may be routed to generator {@code generator}. */
        boolean test(int sample, int generator);
    }

    /** Routes samples {@code [0, n)}; {@link #NONE} where nothing is eligible. */
    public int[] route(int samples, Eligible eligible) {
        int[] routes = new int[samples];
        double[] candidates = new double[global.length];
        for (int sample = 0; sample < samples; sample++) {
            errors.read(sample, candidates);
            drop(candidates, sample, eligible);
            if (Double.isNaN(tieLimit(candidates))) { // no estimate of any: all that are eligible tie
                Arrays.fill(candidates, 0);
                drop(candidates, sample, eligible);
            }
            routes[sample] = best(candidates);
        }
        return routes;
    }

    static void drop(double[] candidates, int sample, Eligible eligible) {
        for (int generator = 0; generator < candidates.length; generator++) {
            if (!eligible.test(sample, generator)) {
                candidates[generator] = Double.NaN;
            }
        }
    }

    private int best(double[] candidates) {
        double limit = tieLimit(candidates);
        double[] tied = new double[candidates.length];
        for (int generator = 0; generator < candidates.length; generator++) {
            tied[generator] = candidates[generator] <= limit ? global[generator] : Double.NaN;
        }
        double globalLimit = tieLimit(tied);
        for (int generator = 0; generator < candidates.length; generator++) {
            if (candidates[generator] <= limit && (Double.isNaN(globalLimit) || tied[generator] <= globalLimit)) {
                return generator;
            }
        }
        return NONE;
    }

    /** The largest error that still ties with the smallest; NaN where there is none. */
    static double tieLimit(double[] errors) {
        double smallest = Double.POSITIVE_INFINITY;
        double size = 0;
        int count = 0;
        for (double error : errors) {
            if (!Double.isNaN(error)) {
                smallest = Math.min(smallest, error);
                size += Math.abs(error);
                count++;
            }
        }
        return count == 0 ? Double.NaN : smallest + TIE * size / count;
    }
}
