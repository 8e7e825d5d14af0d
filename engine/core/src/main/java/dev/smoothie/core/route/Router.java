package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.parallel.Workers;
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

    private static final int BLOCK = 1 << 12;

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
        route(routes, 0, samples, eligible);
        return routes;
    }

    /** The same by several threads, which all ask {@code eligible}. */
    public int[] route(int samples, Eligible eligible, Workers workers) {
        int[] routes = new int[samples];
        workers.forBlocks(samples, BLOCK, (from, to) -> route(routes, (int) from, (int) to, eligible));
        return routes;
    }

    private void route(int[] routes, int from, int to, Eligible eligible) {
        double[] candidates = new double[global.length];
        double[] tied = new double[global.length];
        for (int sample = from; sample < to; sample++) {
            errors.read(sample, candidates);
            drop(candidates, sample, eligible);
            double limit = tieLimit(candidates);
            if (Double.isNaN(limit)) { // no estimate of any: all that are eligible tie
                Arrays.fill(candidates, 0);
                drop(candidates, sample, eligible);
                limit = tieLimit(candidates);
            }
            routes[sample] = best(candidates, limit, tied);
        }
    }

    static void drop(double[] candidates, int sample, Eligible eligible) {
        for (int generator = 0; generator < candidates.length; generator++) {
            if (!eligible.test(sample, generator)) {
                candidates[generator] = Double.NaN;
            }
        }
    }

    /** The best of those that are within {@code limit}; {@code tied} is overwritten. */
    private int best(double[] candidates, double limit, double[] tied) {
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
