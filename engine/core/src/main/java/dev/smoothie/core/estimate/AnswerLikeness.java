package dev.smoothie.core.estimate;

/**
 * Tells from distances whether outputs are answers, such as names, numbers and letters, or texts. Generators give equal
 * answers often; and answers that differ are about as far apart as answers to different questions, while texts about one
 * thing are near each other however they differ.
 *
 * @param equal
 *            the share of pairs of outputs of a sample that are equal
 * @param unlike
 *            the mean distance of the pairs that differ, over that of outputs of different samples
 */
public record AnswerLikeness(double equal, double unlike) {
    private static final double LEAST_EQUAL = 0.05;
    private static final double LEAST_UNLIKE = 0.5;
    /** Distances below this fraction of the mean are 0: float32 embeddings do not resolve less. */
    private static final double RESOLUTION = 1e-6;

    /**
     * Looks at all pairs.
     *
     * @param shared
     *            the part of the variance of outputs that those of a sample have in common
     */
    public static AnswerLikeness of(PairDistances distances, double shared) {
        double equal = shareOfEqual(distances);
        return new AnswerLikeness(equal, Math.max(0, 1 - shared) / (1 - equal));
    }

    /** Whether they look like answers. */
    public boolean answers() {
        return equal >= LEAST_EQUAL && unlike >= LEAST_UNLIKE;
    }

    private static double shareOfEqual(PairDistances distances) {
        double resolution = RESOLUTION * meanOfAll(distances);
        long[] counts = new long[2];
        double[] row = new double[distances.mean().length];
        for (long sample = 0; sample < distances.samples(); sample++) {
            distances.values().read(sample, row);
            for (double value : row) {
                if (!Double.isNaN(value)) {
                    counts[value <= resolution ? 1 : 0]++;
                }
            }
        }
        return (double) counts[1] / (counts[0] + counts[1]);
    }

    private static double meanOfAll(PairDistances distances) {
        double sum = 0;
        long count = 0;
        for (int pair = 0; pair < distances.mean().length; pair++) {
            if (distances.counts()[pair] > 0) {
                sum += distances.mean()[pair] * distances.counts()[pair];
                count += distances.counts()[pair];
            }
        }
        return sum / count;
    }

    /** The mean distance of pairs of outputs of a sample that differ; NaN where none do. */
    static double meanOfDifferent(PairDistances distances) {
        return meanOfAll(distances) / (1 - shareOfEqual(distances));
    }
}
