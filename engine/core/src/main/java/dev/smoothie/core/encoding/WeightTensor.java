package dev.smoothie.core.encoding;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One matrix or vector of weights as it lies in a file, readable as float32 in one order: row-major, {@code [out, in]}
 * for the matrices of dense layers, one row an entry for tables. {@link #read} takes a few rows at a time, so that a
 * table of a gigabyte needs no heap. The bytes belong to the arena in which the file is mapped. Any number of threads
 * may read.
 *
 * @param name
 *            the name in the file, for messages
 * @param shape
 *            {@code [rows, columns]}, or {@code [columns]} of a vector, which is read as one row
 * @param type
 *            how a number is stored, little-endian
 * @param data
 *            the numbers, without gaps
 * @param scale
 *            what makes numbers of integers; present if and only if the type is an integer
 * @param transposed
 *            whether {@code data} holds {@code [columns, rows]}, as ONNX's MatMul has its weights
 */
public record WeightTensor(String name, List<Integer> shape, Type type, MemorySegment data, Optional<Scale> scale,
        boolean transposed) {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** How a number is stored. */
    public enum Type {
        FLOAT32(4), FLOAT16(2), BFLOAT16(2), INT8(1), UINT8(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** The size of a number in bytes. */
        public int bytes() {
            return bytes;
        }

        public boolean isInteger() {
            return this == INT8 || this == UINT8;
        }
    }

    /**
     * How integers stand for numbers: {@code (integer - zero) * factor}, computed in float32 as ONNX's DequantizeLinear
     * does. Both lists have one entry for all numbers, or one for each row.
     */
    public record Scale(List<Float> factors, List<Integer> zeros) {
        public Scale {
            factors = List.copyOf(factors);
            zeros = List.copyOf(zeros);
            if (factors.isEmpty() || zeros.size() != factors.size()) {
                throw new IllegalArgumentException(
                        "expected as many zero points as factors, at least one, got %d and %d"
                                .formatted(zeros.size(), factors.size()));
            }
        }
    }

    public WeightTensor {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(scale, "scale");
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.size() > 2 || shape.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("%s has the shape %s; expected one or two sizes of at least 1"
                    .formatted(name, shape));
        }
        long numbers = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        if (data.byteSize() != numbers * type.bytes()) {
            throw new IllegalArgumentException("%s has %,d bytes; expected %,d for the shape %s of %s"
                    .formatted(name, data.byteSize(), numbers * type.bytes(), shape, type));
        }
        if (scale.isPresent() != type.isInteger()) {
            throw new IllegalArgumentException("%s is of %s, but a scale is %s".formatted(name, type,
                    scale.isPresent() ? "given" : "missing"));
        }
        int rows = shape.size() == 1 ? 1 : shape.getFirst();
        if (scale.isPresent() && scale.get().factors().size() != 1 && scale.get().factors().size() != rows) {
            throw new IllegalArgumentException("%s has %d scales; expected 1, or one for each of %d rows"
                    .formatted(name, scale.get().factors().size(), rows));
        }
    }

    public int rows() {
        return shape.size() == 1 ? 1 : shape.getFirst();
    }

    public int columns() {
        return shape.getLast();
    }

    /** All numbers of a vector or a small matrix, row after row. */
    public float[] toFloats() {
        var floats = new float[Math.multiplyExact(rows(), columns())];
        read(0, rows(), floats);
        return floats;
    }

    /**
     * Reads {@code count} rows from row {@code first} on to the beginning of {@code into}, row-major
     * {@code [count, columns]}.
     */
    public void read(int first, int count, float[] into) {
        Objects.checkFromIndexSize(first, count, rows());
        if (into.length < (long) count * columns()) {
            throw new IllegalArgumentException("%d rows of %d numbers do not fit into %d".formatted(count, columns(),
                    into.length));
        }
        if (transposed) {
            readTransposed(first, count, into);
        } else {
            readStored((long) first * columns(), count * columns(), into, 0, 1);
        }
        if (scale.isPresent()) {
            dequantise(scale.get(), first, count, into);
        }
    }

    /** Goes through the file in its order, because a stride of a whole row of the file would miss every cache line. */
    private void readTransposed(int first, int count, float[] into) {
        for (int column = 0; column < columns(); column++) {
            readStored((long) column * rows() + first, count, into, column, columns());
        }
    }

    /** Reads numbers that follow each other in the file to every {@code step}-th place; integers as they are. */
    private void readStored(long from, int count, float[] into, int at, int step) {
        switch (type) {
            case FLOAT32 -> {
                if (step == 1) {
                    MemorySegment.copy(data, FLOAT, from * Float.BYTES, into, at, count);
                    return;
                }
                for (int i = 0; i < count; i++) {
                    into[at + i * step] = data.get(FLOAT, (from + i) * Float.BYTES);
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i * step] = Float.float16ToFloat(data.get(SHORT, (from + i) * Short.BYTES));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i * step] = Float.intBitsToFloat(data.get(SHORT, (from + i) * Short.BYTES) << 16);
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i * step] = data.get(ValueLayout.JAVA_BYTE, from + i);
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i * step] = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, from + i));
                }
            }
        }
    }

    private void dequantise(Scale by, int first, int count, float[] into) {
        boolean each = by.factors().size() > 1;
        for (int row = 0; row < count; row++) {
            float factor = by.factors().get(each ? first + row : 0);
            int zero = by.zeros().get(each ? first + row : 0);
            for (int i = row * columns(); i < (row + 1) * columns(); i++) {
                // The difference of two bytes is exact in float32.
                into[i] = (into[i] - zero) * factor;
            }
        }
    }
}
