package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The mean of values over draws and samples, with an interval over both: its variance is that of the means of draws
 * over their number plus that of the means of samples over theirs. This is somewhat too large, because the means of
 * draws vary with their samples too.
 *
 * @param values
 *            {@code [draws][samples]}; NaN for a sample that was not judged in a draw
 */
public record DrawnValues(double[][] values) {
    /** The 97.5 % quantile of the normal distribution. */
    private static final double NORMAL = 1.959964;

    /** The mean over draws of the means over samples. */
    public double mean() {
        return mean(ofDraws());
    }

    private double[] ofDraws() {
        return Arrays.stream(values).mapToDouble(DrawnValues::mean).toArray();
    }

    /** At 95 %; with one draw over samples alone. */
    public Interval interval() {
        double[] ofSamples = IntStream.range(0, values[0].length)
                .mapToDouble(sample -> mean(Arrays.stream(values).mapToDouble(draw -> draw[sample]).toArray()))
                .toArray();
        double margin = NORMAL * Math.sqrt(squaredError(ofDraws()) + squaredError(ofSamples));
        return new Interval(mean() - margin, mean() + margin);
    }

    /** These less others of the same draws and samples. */
    public DrawnValues less(DrawnValues others) {
        double[][] difference = new double[values.length][values[0].length];
        for (int draw = 0; draw < values.length; draw++) {
            for (int sample = 0; sample < values[draw].length; sample++) {
                difference[draw][sample] = values[draw][sample] - others.values[draw][sample];
            }
        }
        return new DrawnValues(difference);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    }

    /** The squared standard error of a mean; 0 of a single value. */
    private static double squaredError(double[] values) {
        double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        double mean = mean(known);
        double squares = Arrays.stream(known).map(value -> (value - mean) * (value - mean)).sum();
        return known.length < 2 ? 0 : squares / (known.length - 1) / known.length;
    }
}
