package dev.smoothie.core.evaluate;

import dev.smoothie.core.compute.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures how well the order of the generators by estimated error agrees with that by true score.
 *
 * @param part
 *            the dataset within the set; empty for the whole set
 * @param samples
 *            how many samples it is about
 * @param error
 *            mean estimated error δ of each generator over them
 * @param score
 *            its mean true score over them
 * @param correlation
 *            of −δ with the score
 */
public record Agreement(Optional<String> part, int samples, double[] error, double[] score,
        RankCorrelation correlation) {

    /**
     * The agreement over the whole set, then over each dataset of it where the set names any.
     *
     * @param y
     *            row estimates of all samples {@code [n, m]}
     * @param samples
     *            those that count
     */
    public static List<Agreement> of(Matrix y, Truth truth, int[] samples) {
        var agreements = new ArrayList<Agreement>();
        agreements.add(over(Optional.empty(), y, truth, samples));
        for (int part = 0; part < truth.parts().size(); part++) {
            int wanted = part;
            int[] inside = Arrays.stream(samples).filter(sample -> truth.part()[sample] == wanted).toArray();
            if (inside.length > 0) {
                agreements.add(over(Optional.of(truth.parts().get(part)), y, truth, inside));
            }
        }
        return agreements;
    }

    private static Agreement over(Optional<String> part, Matrix y, Truth truth, int[] samples) {
        double[] error = means(y, samples);
        double[] score = means(truth.scores(), samples);
        double[] quality = Arrays.stream(error).map(delta -> -delta).toArray();
        return new Agreement(part, samples.length, error, score, RankCorrelation.of(quality, score));
    }

    /** Means over some rows of what is known; NaN where nothing is. */
    static double[] means(Matrix matrix, int[] rows) {
        double[] means = new double[matrix.columns()];
        for (int column = 0; column < means.length; column++) {
            double sum = 0;
            int count = 0;
            for (int row : rows) {
                double value = matrix.get(row, column);
                if (!Double.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            means[column] = sum / count;
        }
        return means;
    }
}
