package dev.smoothie.cli.printing;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Writes numbers so that they can be read at any scale: those of a column with the same number of decimals, or, where
 * all are very small or very large, as in {@code 1.234e-9}. What is not zero is never written as zero.
 *
 * @param decimals
 *            how many, unless {@code powers}
 * @param powers
 *            whether numbers are written with powers of ten
 * @param least
 *            what is smaller is a rounding error, and written as zero
 */
record Figures(int decimals, boolean powers, double least) {
    /** From here on a number has too many digits to be read. */
    private static final double LARGE = 1e6;
    /** Beside the largest number, this much is a rounding error of doubles. */
    private static final double ROUNDING = 1e-14;
    private static final int DIGITS_OF_SMALL = 1;
    private static final int DIGITS_OF_POWERS = 3;
    private static final int MORE_DECIMALS = 2;

    /** For numbers that are no column: that many decimals, where these say something. */
    static Figures of(int decimals) {
        return new Figures(decimals, false, 0);
    }

    /** For a column: that many decimals, or more, if {@code values} are of an ordinary size. */
    static Figures of(int decimals, double... values) {
        double largest = Arrays.stream(values).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        double three = Math.pow(10, 2 - decimals);
        if (largest == 0 || (largest >= three && largest < LARGE)) {
            return new Figures(decimals, false, ROUNDING * largest);
        }
        // Two digits would be left of the largest.
        boolean small = largest >= three / 10 && largest < LARGE;
        return new Figures(small ? decimals + MORE_DECIMALS : decimals, !small, ROUNDING * largest);
    }

    /** For a column of what these hold together. */
    static Figures of(int decimals, double[] values, double[] others) {
        return of(decimals, DoubleStream.concat(Arrays.stream(values), Arrays.stream(others)).toArray());
    }

    /** The number, or a dash if it is not known. */
    String number(double value) {
        return text("%", value);
    }

    /** The number with a sign also if it is above zero. */
    String signed(double value) {
        return text("%+", value);
    }

    /** A value and its uncertainty. */
    String withError(double value, double error) {
        return number(value) + " ± " + number(error);
    }

    private String text(String start, double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (!Double.isFinite(value)) {
            return value > 0 ? "∞" : "-∞";
        }
        if (value == 0 || Math.abs(value) < least) {
            return String.format(Locale.ROOT, start + "." + (powers ? 0 : decimals) + "f", 0.0);
        }
        if (powers || Math.abs(value) >= LARGE) {
            return power(start, DIGITS_OF_POWERS, value);
        }
        return Math.abs(value) < 0.5 * Math.pow(10, -decimals)
                ? power(start, DIGITS_OF_SMALL, value)
                : String.format(Locale.ROOT, start + "." + decimals + "f", value);
    }

    /** As in {@code 1.234e-9} and {@code 5.6e30}: without zeros and plus in the exponent. */
    private static String power(String start, int digits, double value) {
        String text = String.format(Locale.ROOT, start + "." + digits + "e", value);
        int exponent = text.indexOf('e') + 1;
        return text.substring(0, exponent) + Integer.parseInt(text.substring(exponent));
    }
}
