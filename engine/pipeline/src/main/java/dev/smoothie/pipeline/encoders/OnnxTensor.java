package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.WeightTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A constant of a graph: an initializer or the value of a Constant node. Its size is checked when it is used, because
 * most constants of a graph never are.
 *
 * @param file
 *            the graph's file, for messages
 * @param type
 *            the number of {@code TensorProto.DataType}
 * @param shape
 *            the sizes; none for a single number
 * @param data
 *            the numbers, little-endian, without gaps
 */
record OnnxTensor(String file, String name, int type, List<Long> shape, MemorySegment data) {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int FLOAT16 = 10;
    static final int DOUBLE = 11;
    static final int BFLOAT16 = 16;

    private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLES = ValueLayout.JAVA_DOUBLE_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONGS = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORTS = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    OnnxTensor {
        shape = List.copyOf(shape);
    }

    /** The size of a number in bytes; 0 of a type that no weight has. */
    static int bytes(int type) {
        return switch (type) {
            case UINT8, INT8 -> Byte.BYTES;
            case FLOAT16, BFLOAT16 -> Short.BYTES;
            case FLOAT, INT32 -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            default -> 0;
        };
    }

    /** How many numbers {@code data} holds. */
    long count() {
        return bytes(type) == 0 ? 0 : data.byteSize() / bytes(type);
    }

    boolean isFloatingPoint() {
        return type == FLOAT || type == FLOAT16 || type == BFLOAT16 || type == DOUBLE;
    }

    /** The number at {@code index}; integers that need more than 53 bits are rounded. */
    double number(long index) {
        return switch (type) {
            case FLOAT -> data.get(FLOATS, index * Float.BYTES);
            case DOUBLE -> data.get(DOUBLES, index * Double.BYTES);
            case INT64 -> data.get(LONGS, index * Long.BYTES);
            case INT32 -> data.get(INTS, index * Integer.BYTES);
            case INT8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case UINT8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, index));
            case FLOAT16 -> Float.float16ToFloat(data.get(SHORTS, index * Short.BYTES));
            case BFLOAT16 -> Float.intBitsToFloat(data.get(SHORTS, index * Short.BYTES) << 16);
            default -> throw unsupported();
        };
    }

    /**
     * The tensor as weights.
     *
     * @param transposed
     *            whether its two sizes are {@code [in, out]}
     * @param scale
     *            of integers
     */
    WeightTensor weights(boolean transposed, Optional<WeightTensor.Scale> scale) {
        WeightTensor.Type stored = switch (type) {
            case FLOAT -> WeightTensor.Type.FLOAT32;
            case FLOAT16 -> WeightTensor.Type.FLOAT16;
            case BFLOAT16 -> WeightTensor.Type.BFLOAT16;
            case INT8 -> WeightTensor.Type.INT8;
            case UINT8 -> WeightTensor.Type.UINT8;
            default -> throw unsupported();
        };
        List<Integer> sizes = Shapes.ofWeight(file, name, shape);
        if (data.byteSize() != Shapes.numbers(sizes) * stored.bytes()) {
            throw UnusableWeights.broken(file, "%s of the shape %s has %,d bytes, expected %,d".formatted(name, sizes,
                    data.byteSize(), Shapes.numbers(sizes) * stored.bytes()));
        }
        if (stored.isInteger() != scale.isPresent()) {
            throw new UnusableWeights("%s: %s is of %s, but the graph has %s scale for it".formatted(file, name, stored,
                    scale.isPresent() ? "a" : "no"));
        }
        int rows = sizes.size() == 1 ? 1 : transposed ? sizes.getLast() : sizes.getFirst();
        if (scale.isPresent() && scale.get().factors().size() != 1 && scale.get().factors().size() != rows) {
            throw new UnusableWeights("%s: %s has %d scales, expected 1 or one for each of %d outputs".formatted(file,
                    name, scale.get().factors().size(), rows));
        }
        return new WeightTensor(name, transposed ? sizes.reversed() : sizes, stored, data, scale, transposed);
    }

    private UnusableWeights unsupported() {
        return new UnusableWeights(
                "%s: %s has ONNX's number type %d; float32, float16, bfloat16, int8 and uint8 can be read"
                        .formatted(file, name, type));
    }
}
