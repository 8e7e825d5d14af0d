package dev.smoothie.spark.sums;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Adds doubles without rounding, so that the sum depends neither on the order nor on how the numbers were divided among
 * machines. It is a fixed-point number that spans all doubles: digits of 32 bits, each in a long, whose carries wait
 * until they are needed (R. M. Neal, Fast exact summation using small and large superaccumulators, arXiv 1505.05571).
 * For one thread.
 */
public final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int DIGIT_BITS = 32;
    private static final long DIGIT = 0xFFFFFFFFL;
    /** The last bit of the least double is worth 2^−1074. */
    private static final int SCALE = 1074;
    /** 2^−1074 to beyond 2^1024 · 2^63. */
    private static final int DIGITS = 68;
    /** An addition changes a digit by less than 2^32, so that so many leave it within a long. */
    private static final int MOST_WAITING = 1 << 30;
    private static final int FRACTION_BITS = 52;
    private static final BigInteger FIVES = BigInteger.valueOf(5).pow(SCALE);

    private final long[] digits = new long[DIGITS];
    private int waiting;

    /** Zero. */
    public ExactSum() {}

    /**
     * Adds a number.
     *
     * @throws IllegalArgumentException
     *             if it is not finite
     */
    public void add(double number) {
        long bits = Double.doubleToRawLongBits(number);
        int exponent = (int) (bits >>> FRACTION_BITS) & 0x7FF;
        if (exponent == 0x7FF) {
            throw new IllegalArgumentException("cannot add " + number);
        }
        long fraction = bits & ((1L << FRACTION_BITS) - 1);
        if (exponent > 0) {
            fraction |= 1L << FRACTION_BITS;
            exponent--;
        }
        int digit = exponent / DIGIT_BITS;
        int shift = exponent % DIGIT_BITS;
        long low = fraction << shift;
        long high = shift == 0 ? 0 : fraction >>> (Long.SIZE - shift);
        if (bits >= 0) {
            digits[digit] += low & DIGIT;
            digits[digit + 1] += low >>> DIGIT_BITS;
            digits[digit + 2] += high;
        } else {
            digits[digit] -= low & DIGIT;
            digits[digit + 1] -= low >>> DIGIT_BITS;
            digits[digit + 2] -= high;
        }
        if (++waiting == MOST_WAITING) {
            carry();
        }
    }

    /** Adds the square of a number, exactly unless that is below 2^−969. */
    public void addSquare(double number) {
        double square = number * number;
        add(square);
        add(Math.fma(number, number, -square));
    }

    /** Adds another sum, which stays as it is. */
    public void add(ExactSum other) {
        if (waiting >= MOST_WAITING - other.waiting - 1) {
            carry();
            other.carry();
        }
        for (int i = 0; i < DIGITS; i++) {
            digits[i] += other.digits[i];
        }
        waiting += other.waiting + 1;
    }

    /** Brings all digits but the last, which has the sign, into [0, 2^32). */
    private void carry() {
        for (int i = 0; i + 1 < DIGITS; i++) {
            digits[i + 1] += digits[i] >> DIGIT_BITS;
            digits[i] &= DIGIT;
        }
        waiting = 1;
    }

    /** The sum, to the last bit. */
    public BigDecimal value() {
        BigInteger sum = BigInteger.ZERO;
        for (int i = DIGITS - 1; i >= 0; i--) {
            sum = sum.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[i]));
        }
        return new BigDecimal(sum.multiply(FIVES), SCALE); // x / 2^1074 = 5^1074 x / 10^1074
    }
}
