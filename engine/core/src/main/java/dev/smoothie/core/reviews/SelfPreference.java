package dev.smoothie.core.reviews;

import dev.smoothie.core.parallel.Workers;

/**
 * What judges that are generators give their own outputs only because they are their own. Of each sample in which another
 * judge scored the output too, the judge's view of it is compared with the view of the others, each as far as it is
 * reliable, over the outputs that both scored. A preference b moves such a view by {@code b (c − 1)/c}, because the mean
 * of the c outputs moves with it.
 *
 * @param mean
 *            the surplus of each judge, in points of its scale; 0 where nothing is known of it
 * @param standardError
 *            its standard deviation over the root of the number of samples; NaN below two
 * @param samples
 *            in how many samples it could be measured
 */
record SelfPreference(double[] mean, double[] standardError, long[] samples) {
    private static final int BLOCK = 256;
    private static final int NUMBERS = 3;

    /**
     * Measures what is left when {@code preferences} are taken out.
     *
     * @param errors
     *            of the judges, from the same scores
     */
    static SelfPreference of(Reviews reviews, double[] preferences, JudgeErrors errors, Workers workers) {
        int judges = reviews.judges().size();
        double[][] parts = new double[(int) Math.ceilDiv(reviews.samples(), BLOCK)][judges * NUMBERS];
        workers.forBlocks(reviews.samples(), BLOCK, (from, to) -> {
            double[][] scored = new double[judges][reviews.generators()];
            double[] part = parts[(int) (from / BLOCK)];
            for (long sample = from; sample < to; sample++) {
                reviews.read(sample, preferences, scored);
                for (int judge = 0; judge < judges; judge++) {
                    if (reviews.judges().get(judge).own().isPresent() && errors.tells(judge)) {
                        add(surplus(judge, reviews.judges().get(judge).own().getAsInt(), scored, errors), part,
                                judge * NUMBERS);
                    }
                }
            }
        });
        double[] sums = new double[judges * NUMBERS];
        for (double[] part : parts) { // in order, so the same on every run
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        var found = new SelfPreference(new double[judges], new double[judges], new long[judges]);
        for (int judge = 0; judge < judges; judge++) {
            found.set(judge, sums[judge * NUMBERS], sums[judge * NUMBERS + 1], sums[judge * NUMBERS + 2]);
        }
        return found;
    }

    private void set(int judge, double count, double sum, double squares) {
        samples[judge] = (long) count;
        mean[judge] = count == 0 ? 0 : sum / count;
        standardError[judge] = count < 2
                ? Double.NaN
                : Math.sqrt(Math.max(0, squares - sum * sum / count) / (count - 1) / count);
    }

    private static void add(double surplus, double[] part, int at) {
        if (!Double.isNaN(surplus)) {
            part[at]++;
            part[at + 1] += surplus;
            part[at + 2] += surplus * surplus;
        }
    }

    /** In one sample, in points; NaN where no other judge scored the output and another one that the judge scored. */
    private static double surplus(int judge, int own, double[][] scored, JudgeErrors errors) {
        double sum = 0;
        double weights = 0;
        for (int other = 0; other < scored.length; other++) {
            double weight = errors.information(other);
            if (other != judge && weight > 0) {
                double[] views = views(scored[judge], scored[other], own);
                if (!Double.isNaN(views[0])) {
                    double allowed = views[1] / errors.deviation()[other] * errors.scale(judge) / errors.scale(other);
                    sum += weight * (views[0] - allowed * errors.deviation()[judge]) * views[2] / (views[2] - 1);
                    weights += weight;
                }
            }
        }
        return weights > 0 ? sum / weights : Double.NaN;
    }

    /** The views that two judges have of an output, over the outputs that both scored, and how many these are. */
    private static double[] views(double[] x, double[] y, int own) {
        double[] sums = new double[2];
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i]) && !Double.isNaN(y[i])) {
                sums[0] += x[i];
                sums[1] += y[i];
                count++;
            }
        }
        double[] views = {Double.NaN, Double.NaN, count};
        if (count > 1) {
            views[0] = x[own] - sums[0] / count;
            views[1] = y[own] - sums[1] / count;
        }
        return views;
    }

    /** The largest surplus, in standard deviations of its judge's views. */
    double largest(JudgeErrors errors) {
        double largest = 0;
        for (int judge = 0; judge < mean.length; judge++) {
            if (errors.tells(judge)) {
                largest = Math.max(largest, Math.abs(mean[judge]) / errors.deviation()[judge]);
            }
        }
        return largest;
    }
}
