package dev.smoothie.core.reviews;

import dev.smoothie.core.parallel.Workers;

/**
 * How much judges agree beyond chance: the mean correlation of the views of two of them, over all pairs that scored the
 * same outputs.
 *
 * @param mean
 *            the correlation; NaN without such a pair
 * @param standardError
 *            from how it varies from sample to sample
 */
record JudgeAgreement(double mean, double standardError) {

    static JudgeAgreement of(Reviews reviews, double[] preferences, JudgeErrors errors, Workers workers) {
        int samples = Math.toIntExact(reviews.samples());
        int judges = reviews.judges().size();
        double[] products = new double[samples];
        double[] freedom = new double[samples];
        workers.forBlocks(samples, 256, (from, to) -> {
            double[][] scored = new double[judges][reviews.generators()];
            for (int sample = (int) from; sample < to; sample++) {
                reviews.read(sample, preferences, scored);
                for (int a = 0; a < judges; a++) {
                    for (int b = a + 1; b < judges; b++) {
                        if (errors.tells(a) && errors.tells(b)) {
                            int outputs = common(scored[a], scored[b]);
                            freedom[sample] += Math.max(0, outputs - 1);
                            products[sample] += product(scored[a], scored[b], outputs)
                                    / (errors.deviation()[a] * errors.deviation()[b]);
                        }
                    }
                }
            }
        });
        return of(products, freedom);
    }

    /** The ratio of two sums, with its standard error to first order. */
    private static JudgeAgreement of(double[] products, double[] freedom) {
        double sum = 0;
        double total = 0;
        int count = 0;
        for (int sample = 0; sample < products.length; sample++) {
            sum += products[sample];
            total += freedom[sample];
            count += freedom[sample] > 0 ? 1 : 0;
        }
        double mean = sum / total;
        double squares = 0;
        for (int sample = 0; sample < products.length; sample++) {
            double residual = products[sample] - mean * freedom[sample];
            squares += residual * residual;
        }
        return new JudgeAgreement(mean,
                count < 2 ? Double.NaN : Math.sqrt(squares * count / (count - 1)) / total);
    }

    private static int common(double[] x, double[] y) {
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            count += Double.isNaN(x[i]) || Double.isNaN(y[i]) ? 0 : 1;
        }
        return count;
    }

    private static double product(double[] x, double[] y, int outputs) {
        double product = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
                sumX += x[i];
                sumY += y[i];
            }
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
                product += (x[i] - sumX / outputs) * (y[i] - sumY / outputs);
            }
        }
        return product;
    }
}
