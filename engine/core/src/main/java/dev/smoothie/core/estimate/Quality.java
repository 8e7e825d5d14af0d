package dev.smoothie.core.estimate;

/**
 * Turns errors δ into qualities: {@code θ_i = d / (2δ_i)}, normalised to sum 1 (Guha et al. 2024, eq. 1). Estimates of
 * δ can be zero or negative; θ is taken of δ floored at a millionth of the mean δ, so that it stays finite, positive
 * and in the order of δ.
 */
public final class Quality {
    /** Fraction of the mean error below which errors are floored. */
    public static final double FLOOR = 1e-6;

    private Quality() {}

    /**
     * Qualities of generators from their errors.
     *
     * @param errors
     *            δ of each, NaN where there is no estimate
     * @return θ, summing to 1 over the generators that have an estimate, 0 for the others; equal where no error is
     * positive
     */
    public static double[] of(double[] errors) {
        double[] floored = floored(errors);
        double smallest = Double.POSITIVE_INFINITY;
        for (double error : floored) {
            smallest = Math.min(smallest, Double.isNaN(error) ? smallest : error);
        }
        double[] quality = new double[errors.length];
        double sum = 0;
        for (int i = 0; i < quality.length; i++) {
            quality[i] = Double.isNaN(floored[i]) ? 0 : smallest / floored[i]; // 1/δ could overflow
            sum += quality[i];
        }
        for (int i = 0; sum > 0 && i < quality.length; i++) {
            quality[i] /= sum;
        }
        return quality;
    }

    /**
     * Probabilities that outputs are right, from those that they are wrong; 0 where there is no estimate.
     *
     * @param errors
     *            of each, NaN where there is no estimate
     */
    public static double[] ofProbabilities(double[] errors) {
        double[] quality = new double[errors.length];
        for (int i = 0; i < quality.length; i++) {
            quality[i] = Double.isNaN(errors[i]) ? 0 : 1 - errors[i];
        }
        return quality;
    }

    /**
     * The errors, none below the floor, so all positive; 1 for all that have an estimate where no error is positive.
     */
    static double[] floored(double[] errors) {
        double floor = FLOOR * scale(errors);
        double[] floored = new double[errors.length];
        for (int i = 0; i < errors.length; i++) {
            floored[i] = Double.isNaN(errors[i]) ? Double.NaN : floor > 0 ? Math.max(errors[i], floor) : 1;
        }
        return floored;
    }

    /**
     * The mean error; where missing outputs make that negative, the mean size of the errors. 0 where all are 0 or
     * missing.
     */
    private static double scale(double[] errors) {
        double sum = 0;
        double size = 0;
        int count = 0;
        for (double error : errors) {
            if (!Double.isNaN(error)) {
                sum += error;
                size += Math.abs(error);
                count++;
            }
        }
        return count == 0 ? 0 : (sum > 0 ? sum : size) / count;
    }
}
