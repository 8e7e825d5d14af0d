package dev.smoothie.core.evaluate;

import java.util.Arrays;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/**
 * Measures how much two orders agree, from -1 to 1.
 *
 * @param spearman
 *            Pearson's correlation of the ranks, equal values sharing the mean of theirs; NaN where one side is
 *            constant
 * @param kendall
 *            τ-b: pairs in the same order less pairs in opposite order, corrected for ties; NaN where one side is
 *            constant
 * @param count
 *            how many values have both
 */
public record RankCorrelation(double spearman, double kendall, int count) {

    /** The correlations of {@code a} and {@code b}, of equal length; what is NaN in either is left out. */
    public static RankCorrelation of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("%d values against %d".formatted(a.length, b.length));
        }
        double[] x = new double[a.length];
        double[] y = new double[a.length];
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            if (!Double.isNaN(a[i]) && !Double.isNaN(b[i])) {
                x[count] = a[i];
                y[count++] = b[i];
            }
        }
        x = Arrays.copyOf(x, count);
        y = Arrays.copyOf(y, count);
        return new RankCorrelation(count == 0 ? Double.NaN : pearson(ranks(x), ranks(y)), kendall(x, y), count);
    }

    private static double[] ranks(double[] values) {
        return new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).apply(values);
    }

    private static double pearson(double[] x, double[] y) {
        double middle = (x.length + 1) / 2.0; // the mean of ranks
        double both = 0;
        double one = 0;
        double other = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - middle) * (y[i] - middle);
            one += (x[i] - middle) * (x[i] - middle);
            other += (y[i] - middle) * (y[i] - middle);
        }
        return both / Math.sqrt(one * other);
    }

    /** All pairs: there are as many values as generators. */
    private static double kendall(double[] x, double[] y) {
        long agreement = 0;
        long differentX = 0;
        long differentY = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                int orderX = Double.compare(x[i], x[j]);
                int orderY = Double.compare(y[i], y[j]);
                agreement += (long) orderX * orderY;
                differentX += Math.abs(orderX);
                differentY += Math.abs(orderY);
            }
        }
        return agreement / Math.sqrt((double) differentX * differentY);
    }
}
