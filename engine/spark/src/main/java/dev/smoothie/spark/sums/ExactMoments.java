package dev.smoothie.spark.sums;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The mean of numbers and its standard error, from sums without rounding: the same however the numbers are ordered or
 * divided among machines. For one thread.
 */
public final class ExactMoments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ExactSum sum = new ExactSum();
    private final ExactSum squares = new ExactSum();
    private long count;

    /** Of no numbers. */
    public ExactMoments() {}

    /** Adds a number. */
    public void add(double number) {
        sum.add(number);
        squares.addSquare(number);
        count++;
    }

    /** Adds what others have added up. */
    public void add(ExactMoments other) {
        sum.add(other.sum);
        squares.add(other.squares);
        count += other.count;
    }

    /** How many numbers. */
    public long count() {
        return count;
    }

    /** Their mean; NaN of none. */
    public double mean() {
        return count == 0
                ? Double.NaN
                : sum.value().divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
    }

    /** Their standard deviation (with n − 1) over √n; NaN below two. */
    public double standardError() {
        if (count < 2) {
            return Double.NaN;
        }
        BigDecimal n = BigDecimal.valueOf(count);
        BigDecimal total = sum.value();
        BigDecimal deviations = squares.value().multiply(n).subtract(total.multiply(total));
        return Math.sqrt(deviations.divide(n.multiply(n).multiply(n.subtract(BigDecimal.ONE)), MathContext.DECIMAL128)
                .doubleValue());
    }
}
