package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cublas.CuBlasLibrary;
import java.util.Objects;

/**
 * A row-major matrix {@code [rows, columns]} on a card.
 *
 * @param memory
 *            where it lies, from its first element on; may be longer than needed
 * @param type
 *            of its elements
 * @param rows
 *            at least 1
 * @param columns
 *            at least 1
 * @param stride
 *            elements from one row to the next, at least {@code columns}
 */
public record DeviceMatrix(DeviceSlice memory, Type type, long rows, long columns, long stride) {

    /** The type of an element. */
    public enum Type {
        /** IEEE single precision. */
        FLOAT32(Float.BYTES),
        /** IEEE half precision. */
        FLOAT16(Short.BYTES),
        /** The upper half of a float32. */
        BFLOAT16(Short.BYTES);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of an element. */
        public int bytes() {
            return bytes;
        }

        /** The library's number for the type; called only where cuBLAS is loaded. */
        int code() {
            return switch (this) {
                case FLOAT32 -> CuBlasLibrary.CUDA_R_32F();
                case FLOAT16 -> CuBlasLibrary.CUDA_R_16F();
                case BFLOAT16 -> CuBlasLibrary.CUDA_R_16BF();
            };
        }
    }

    public DeviceMatrix {
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(type, "type");
        long limit = memory.bytes() / type.bytes();
        // In this order no product overflows: with more than one row, stride is at most limit.
        boolean fits = rows >= 1 && columns >= 1 && stride >= columns && columns <= limit
                && (rows - 1) <= (limit - columns) / stride;
        if (!fits) {
            throw new IllegalArgumentException("a %s matrix [%d, %d] with stride %d does not fit %s".formatted(type,
                    rows, columns, stride, memory));
        }
    }

    /** A matrix whose rows follow each other without gaps. */
    public static DeviceMatrix dense(DeviceSlice memory, Type type, long rows, long columns) {
        return new DeviceMatrix(memory, type, rows, columns, columns);
    }

    @Override
    public String toString() {
        return "%s [%d, %d] with stride %d".formatted(type, rows, columns, stride);
    }
}
