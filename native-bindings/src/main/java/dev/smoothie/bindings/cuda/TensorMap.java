package dev.smoothie.bindings.cuda;

import dev.smoothie.bindings.generated.cudadriver.CudaDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Describes a row-major matrix {@code [rows, columns]} of 16-bit elements to the tensor memory accelerator, the copy
 * engine of cards of compute capability 9.0 and later, which copies it box by box between the card's memory and a
 * block's shared memory. What a box holds beyond the matrix is read as zero and not written.
 *
 * <p>
 * {@link CudaDevice#tensorMap} makes one, and {@link CudaKernel#launch} gives it to a kernel by value, for a parameter
 * of 128 bytes that is aligned to 64. It owns nothing on the card and is not closed: it may be used while the buffer
 * that it describes is open, on that buffer's device, and {@code launch} refuses it afterwards.
 *
 * <p>
 * Elements are described as fp16 whatever they are. The engine moves bits and does not compute with them, and its only
 * other fill, a NaN, is not asked for; so a matrix of bfloat16 is described in the same way.
 */
public final class TensorMap {
    /** The size of a description, {@code CUtensorMap} of cuda.h. */
    static final long BYTES = 128;
    /** How cuda.h of 13.0 aligns it; the driver asks for 64. */
    static final long ALIGNMENT = 128;

    private static final int ELEMENT = Short.BYTES;
    /** Addresses, and distances of rows, are multiples of it. */
    private static final int UNIT = 16;
    private static final int MAX_BOX = 256;
    private static final long MAX_EXTENT = 1L << 32;
    private static final long MAX_PITCH_BYTES = 1L << 40;

    /** How the 16-byte pieces of a box's rows are permuted in shared memory, so that reading a column has no conflicts. */
    public enum Swizzle {
        /** Not at all. */
        NONE(0),
        /** Within 64 bytes. */
        BYTES_64(64),
        /** Within 128 bytes. */
        BYTES_128(128);

        private final int bytes;

        Swizzle(int bytes) {
            this.bytes = bytes;
        }

        /** The most bytes that a row of a box may have; 0 if only the box's own limit holds. */
        public int bytes() {
            return bytes;
        }

        private int code() {
            return switch (this) {
                case NONE -> CudaDriver.CU_TENSOR_MAP_SWIZZLE_NONE();
                case BYTES_64 -> CudaDriver.CU_TENSOR_MAP_SWIZZLE_64B();
                case BYTES_128 -> CudaDriver.CU_TENSOR_MAP_SWIZZLE_128B();
            };
        }
    }

    /**
     * The part of a matrix that one copy moves.
     *
     * @param rows
     *            1 to 256
     * @param columns
     *            1 to 256 and a multiple of 8; with a swizzle a row has no more bytes than that
     * @param swizzle
     *            how it lies in shared memory
     */
    public record Box(int rows, int columns, Swizzle swizzle) {
        public Box {
            Objects.requireNonNull(swizzle, "swizzle");
            boolean right = rows >= 1 && rows <= MAX_BOX && columns >= 1 && columns <= MAX_BOX
                    && columns * ELEMENT % UNIT == 0;
            if (!right || (swizzle != Swizzle.NONE && columns * ELEMENT > swizzle.bytes)) {
                throw new IllegalArgumentException(
                        "a box has 1 to 256 rows, and 1 to 256 columns in multiples of 8, with a swizzle of 64 bytes at most 32, with one of 128 at most 64; got [%d, %d] with %s"
                                .formatted(rows, columns, swizzle));
            }
        }

        /** Bytes that a copy of it moves, those beyond the matrix too: what a barrier in shared memory waits for. */
        public int bytes() {
            return rows * columns * ELEMENT;
        }

        @Override
        public String toString() {
            return "boxes [%d, %d] with %s".formatted(rows, columns, swizzle);
        }
    }

    private final DeviceSlice memory;
    private final String shape;
    private final long[] description;

    private TensorMap(DeviceSlice memory, String shape, long[] description) {
        this.memory = memory;
        this.shape = shape;
        this.description = description;
    }

    static TensorMap encode(CudaDevice device, DeviceSlice memory, long rows, long columns, long pitch, Box box) {
        device.use();
        long address = memory.addressOn(device);
        String shape = "[%d, %d] with pitch %d in %s".formatted(rows, columns, pitch, box);
        checkCard(device, shape);
        checkMatrix(memory, address, rows, columns, pitch, shape);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = arena.allocate(BYTES, ALIGNMENT);
            // The innermost dimension comes first, and its stride is left out.
            int status = CudaDriver.cuTensorMapEncodeTiled(map, CudaDriver.CU_TENSOR_MAP_DATA_TYPE_FLOAT16(), 2,
                    MemorySegment.ofAddress(address), arena.allocateFrom(JAVA_LONG, columns, rows),
                    arena.allocateFrom(JAVA_LONG, pitch * ELEMENT),
                    arena.allocateFrom(JAVA_INT, box.columns(), box.rows()), arena.allocateFrom(JAVA_INT, 1, 1),
                    CudaDriver.CU_TENSOR_MAP_INTERLEAVE_NONE(), box.swizzle().code(),
                    CudaDriver.CU_TENSOR_MAP_L2_PROMOTION_L2_256B(), CudaDriver.CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE());
            CudaStatus.driver(status, "cuTensorMapEncodeTiled", () -> "%s, %s, on %s".formatted(shape, memory, device));
            return new TensorMap(memory, shape, map.toArray(JAVA_LONG));
        }
    }

    private static void checkCard(CudaDevice device, String shape) {
        if (!device.makesTensorMaps()) {
            throw new UnsupportedOperationException(
                    "a tensor map %s was asked for on %s; it needs compute capability 9.0 and a driver of CUDA 12.0 or later"
                            .formatted(shape, device.info().describe()));
        }
    }

    private static void checkMatrix(DeviceSlice memory, long address, long rows, long columns, long pitch,
            String shape) {
        long limit = memory.bytes() / ELEMENT;
        boolean extents = rows >= 1 && rows <= MAX_EXTENT && columns >= 1 && columns <= MAX_EXTENT;
        // In this order no product overflows: the pitch is bounded, and so is what is left beside a row.
        boolean pitches = pitch >= columns && pitch < MAX_PITCH_BYTES / ELEMENT && pitch * ELEMENT % UNIT == 0;
        if (!extents || !pitches || columns > limit || rows - 1 > (limit - columns) / pitch) {
            throw new IllegalArgumentException(
                    "a tensor map needs a matrix that fits its memory, with a pitch of at least its columns in multiples of 8; got %s, for %s"
                            .formatted(shape, memory));
        }
        if (address % UNIT != 0) {
            throw new IllegalArgumentException(
                    "a tensor map needs memory aligned to 16 bytes, got %s, whose address ends in 0x%x".formatted(
                            memory, address % UNIT));
        }
    }

    /** Copies it into {@code arena}, for a launch on {@code device}, once its buffer is known to be open and of that. */
    MemorySegment on(CudaDevice device, Arena arena) {
        memory.buffer().useOn(device);
        MemorySegment copy = arena.allocate(BYTES, ALIGNMENT);
        MemorySegment.copy(description, 0, copy, JAVA_LONG, 0, description.length);
        return copy;
    }

    @Override
    public String toString() {
        return "tensor map %s of %s".formatted(shape, memory);
    }
}
