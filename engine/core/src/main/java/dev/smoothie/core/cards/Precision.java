package dev.smoothie.core.cards;

import dev.smoothie.bindings.cuda.CuBlas.Multiply;
import dev.smoothie.bindings.cuda.DeviceInfo;
import dev.smoothie.bindings.cuda.DeviceMatrix;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The number formats in which a search on a card can screen. The choice decides how fast the screen is and how many
 * rows must be searched again, never the answer.
 */
public enum Precision {
    /** Float32, on the ordinary units. */
    FP32(0, DeviceMatrix.Type.FLOAT32, Multiply.FLOAT32, 1, 1),
    /** Operands of 11 significant bits, on tensor cores. */
    TF32(1, DeviceMatrix.Type.FLOAT32, Multiply.TENSOR_FLOAT32, 1, 1),
    /** Operands of 8 significant bits, on tensor cores. */
    BF16(2, DeviceMatrix.Type.BFLOAT16, Multiply.FLOAT32, 1, 1),
    /**
     * Each operand as a high and a low part of 8 significant bits each; three products of them on tensor cores, as one
     * of three times the columns: {@code [low|high|high]·[HIGH|LOW|HIGH]}.
     */
    BF16X3(3, DeviceMatrix.Type.BFLOAT16, Multiply.FLOAT32, 4, 3),
    /**
     * Operands of 11 significant bits and a narrow range, on tensor cores, and products that are stored in 16 bits too:
     * as fast to multiply as {@link #BF16}, half as many bytes to look at, and more exact, unless some rows are
     * thousands of times as long as others.
     */
    FP16(4, DeviceMatrix.Type.FLOAT16, Multiply.FLOAT32, 1, 1);

    /** The fastest first, by how much is multiplied and stored. */
    private static final List<Precision> BY_SPEED = List.of(FP16, BF16, TF32, BF16X3, FP32);
    /** The first architecture with tensor cores that know all of these. */
    private static final int TENSOR_ARCHITECTURE = 80;
    /** The relative error of rounding to 11 significant bits. */
    private static final double HALF_ROUNDING = 0x1p-11;

    private final int code;
    private final DeviceMatrix.Type type;
    private final Multiply multiply;
    private final int stored;
    private final int multiplied;

    Precision(int code, DeviceMatrix.Type type, Multiply multiply, int stored, int multiplied) {
        this.code = code;
        this.type = type;
        this.multiply = multiply;
        this.stored = stored;
        this.multiplied = multiplied;
    }

    /** The precisions that a card has units for, the fastest first; the last is {@link #FP32}. */
    public static List<Precision> of(DeviceInfo card) {
        return card.architecture() >= TENSOR_ARCHITECTURE ? BY_SPEED : List.of(FP32);
    }

    /** Its name in lower case, as options have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names, in the order of their speed. */
    public static List<String> labels() {
        return BY_SPEED.stream().map(Precision::label).toList();
    }

    /** The one of that name. */
    public static Precision of(String label) {
        return Stream.of(values()).filter(precision -> precision.label().equals(label)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("no precision '%s'; known are %s".formatted(label, labels())));
    }

    /** The number by which pack.cu knows it. */
    public int code() {
        return code;
    }

    public DeviceMatrix.Type type() {
        return type;
    }

    public Multiply multiply() {
        return multiply;
    }

    /** The type in which a tile stores products. */
    public DeviceMatrix.Type products() {
        return this == FP16 ? DeviceMatrix.Type.FLOAT16 : DeviceMatrix.Type.FLOAT32;
    }

    /**
     * By how much a product may be off beyond {@link #errorBound}, where it is too small for the type that stores it:
     * half of the smallest float16.
     */
    public double underflow() {
        return this == FP16 ? 0x1p-25 : 0;
    }

    /** Elements of a stored row of {@code padded} columns. */
    public long stored(int padded) {
        return (long) stored * padded;
    }

    /** Columns that are multiplied. */
    public int multiplied(int padded) {
        return multiplied * padded;
    }

    /** Where the columns of the left operand start in a stored row; those of the right one start at 0. */
    public int leftColumn(int padded) {
        return this == BF16X3 ? padded : 0;
    }

    /**
     * A bound γ on the error of the inner products: each is within {@code γ·‖a‖·‖b‖} of the exact one, underflow aside;
     * the page of the package {@code cards.search} derives it.
     *
     * @param padded
     *            columns
     * @param leftOut
     *            the most of a row that its operands leave out: the largest {@code ‖a − operands‖/‖a‖}
     * @param lowParts
     *            the largest {@code ‖low‖/‖a‖}
     */
    public double errorBound(int padded, double leftOut, double lowParts) {
        double rounded = leftOut * (2 + leftOut);
        return switch (this) {
            case FP32 -> sum(padded, 0x1p-23);
            case TF32, BF16 -> onTensorCores(padded, leftOut);
            case FP16 -> {
                double computed = onTensorCores(padded, leftOut);
                yield computed + HALF_ROUNDING * (1 + computed);
            }
            case BF16X3 -> {
                double high = 1 + lowParts + leftOut;
                yield lowParts * lowParts + rounded + sum(3 * padded, 0x1p-22) * high * (high + 2 * lowParts);
            }
        };
    }

    private static double onTensorCores(int padded, double leftOut) {
        return leftOut * (2 + leftOut) + sum(padded, 0x1p-22) * (1 + leftOut) * (1 + leftOut);
    }

    /** The relative error of {@code terms} additions that each lose at most {@code unit} of all that is added. */
    private static double sum(int terms, double unit) {
        return Math.expm1(terms * unit);
    }
}
