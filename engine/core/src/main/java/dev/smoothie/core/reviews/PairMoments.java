package dev.smoothie.core.reviews;

import dev.smoothie.core.parallel.Workers;

/**
 * How the scores of each two judges vary together, over the outputs that both scored, centred within each sample.
 *
 * @param judges
 *            how many there are
 * @param sums
 *            for judges a and b at {@code (a·judges + b)·5}: the squares of a, those of b, their products, and the degrees
 *            of freedom, one less than the outputs of each sample; and the squares of the scores of a as they are
 */
record PairMoments(int judges, double[] sums) {
    private static final int BLOCK = 256;
    private static final int NUMBERS = 5;
    /** Scores that differ by less than this part of their size differ by rounding: float32 resolves no less. */
    private static final double ROUNDING = 1e-6;

    static PairMoments of(Reviews reviews, double[] preferences, Workers workers) {
        int judges = reviews.judges().size();
        double[][] parts = new double[(int) Math.ceilDiv(reviews.samples(), BLOCK)][judges * judges * NUMBERS];
        workers.forBlocks(reviews.samples(), BLOCK, (from, to) -> {
            double[][] scored = new double[judges][reviews.generators()];
            double[] part = parts[(int) (from / BLOCK)];
            for (long sample = from; sample < to; sample++) {
                reviews.read(sample, preferences, scored);
                for (int a = 0; a < judges; a++) {
                    for (int b = a; b < judges; b++) {
                        add(scored[a], scored[b], part, (a * judges + b) * NUMBERS);
                    }
                }
            }
        });
        double[] sums = new double[judges * judges * NUMBERS];
        for (double[] part : parts) { // in order, so the same on every run
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        return new PairMoments(judges, sums);
    }

    private static void add(double[] x, double[] y, double[] sums, int at) {
        int count = 0;
        int first = 0;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
                first = count == 0 ? i : first;
                count++;
                meanX += x[i] - x[first]; // so that equal scores differ by exactly 0 from their mean
                meanY += y[i] - y[first];
            }
        }
        if (count < 2) {
            return;
        }
        meanX = x[first] + meanX / count;
        meanY = y[first] + meanY / count;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
                sums[at] += (x[i] - meanX) * (x[i] - meanX);
                sums[at + 1] += (y[i] - meanY) * (y[i] - meanY);
                sums[at + 2] += (x[i] - meanX) * (y[i] - meanY);
                sums[at + 4] += x[i] * x[i];
            }
        }
        sums[at + 3] += count - 1;
    }

    private double number(int a, int b, int which) {
        return sums[(Math.min(a, b) * judges + Math.max(a, b)) * NUMBERS + which];
    }

    /** The standard deviation of a judge's views; 0 if it gave all outputs of each sample the same score, or none. */
    double deviation(int judge) {
        double squares = number(judge, judge, 0);
        return squares > ROUNDING * ROUNDING * number(judge, judge, 4)
                ? Math.sqrt(squares / freedom(judge, judge))
                : 0;
    }

    /** How much is known about two judges: the outputs that both scored, less one for each sample. */
    double freedom(int a, int b) {
        return number(a, b, 3);
    }

    /** The mean squared difference of two standardised views; NaN where no sample has two outputs that both scored. */
    double distance(int a, int b) {
        int first = Math.min(a, b);
        int second = Math.max(a, b);
        double of = deviation(first);
        double to = deviation(second);
        return (number(first, second, 0) / (of * of) + number(first, second, 1) / (to * to)
                - 2 * number(first, second, 2) / (of * to)) / freedom(first, second);
    }
}
