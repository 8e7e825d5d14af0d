package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.LaunchShape;
import dev.smoothie.bindings.cuda.TensorMap;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;

/** Launches the matrix products of the Hopper form: {@code hopper_product.cu}, {@code hopper_resident.cu}, {@code hopper_norm.cu}. */
final class HopperProducts {
    /** The most columns of a product: their biases are kept in shared memory. */
    static final int MOST_COLUMNS = 4096;
    private static final int MOST_COLUMNS_RESIDENT = 1536;
    private static final int THREADS = 384;
    /** Rows of a tile. */
    private static final int ROWS = 128;
    /** Columns of a tile of both operands, 128 bytes. */
    private static final int DEPTH = 64;
    private static final int STREAM_COLUMNS = 256;
    private static final int RESIDENT_COLUMNS = 128;
    /** Half of the 384 columns that a block of the product with LayerNorm owns. */
    private static final int NORM_COLUMNS = 192;
    /** What the kernels align shared memory to. */
    private static final int ALIGNED = 1024;
    private static final int TILE = ROWS * DEPTH * Short.BYTES;
    private static final int HIDDEN = 384;
    /** Bytes of two barriers for each stage. */
    private static final int BARRIERS = 16;

    private static final int STREAM_SHARED = 4 * 3 * TILE + MOST_COLUMNS * Float.BYTES + 4 * BARRIERS + ALIGNED;
    private static final int RESIDENT_SHARED = (6 + 7) * TILE + MOST_COLUMNS_RESIDENT * Float.BYTES
            + (6 + 7) * BARRIERS + ALIGNED;
    private static final int NORM_SHARED = 3 * 4 * TILE + 3 * HIDDEN * Float.BYTES + 3 * BARRIERS + ALIGNED;

    private final Card card;
    private final CardKernels kernels;
    private final boolean narrow;

    /** @param narrow whether the kernels for a hidden size of 384 are there */
    HopperProducts(Card card, CardKernels kernels, boolean narrow) {
        this.card = card;
        this.kernels = kernels;
        this.narrow = narrow;
        kernels.allowShared("hopper_product_bias", STREAM_SHARED);
        kernels.allowShared("hopper_product_gelu", STREAM_SHARED);
        if (narrow) {
            kernels.allowShared("resident_product_bias", RESIDENT_SHARED);
            kernels.allowShared("resident_product_gelu", RESIDENT_SHARED);
            kernels.allowShared("product_norm", NORM_SHARED);
        }
    }

    /**
     * out = a weight^T + bias.
     *
     * @param a
     *            {@code [room, in]}
     * @param pitch
     *            numbers from one row of {@code out} to the next
     * @param rows
     *            how many rows are wanted
     */
    void bias(DeviceBuffer a, int room, HopperWeight.Part weight, DeviceSlice out, int pitch, int rows) {
        product("bias", a, room, weight, out, pitch, rows);
    }

    /** out = GELU(a weight^T + bias). */
    void gelu(DeviceBuffer a, int room, HopperWeight.Part weight, DeviceSlice out, int pitch, int rows) {
        product("gelu", a, room, weight, out, pitch, rows);
    }

    private void product(String kind, DeviceBuffer a, int room, HopperWeight.Part weight, DeviceSlice out, int pitch,
            int rows) {
        int tiles = Math.ceilDiv(rows, ROWS);
        if (narrow && weight.in() == HIDDEN && weight.out() <= MOST_COLUMNS_RESIDENT) {
            kernels.launch("resident_product_" + kind, card.work(), shape(tiles, RESIDENT_SHARED),
                    map(a.all(), room, weight.in(), ROWS),
                    map(weight.weight(), weight.out(), weight.in(), RESIDENT_COLUMNS), weight.bias(), out, rows,
                    weight.out(), pitch);
        } else {
            kernels.launch("hopper_product_" + kind, card.work(),
                    shape(tiles * Math.ceilDiv(weight.out(), STREAM_COLUMNS), STREAM_SHARED),
                    map(a.all(), room, weight.in(), ROWS),
                    map(weight.weight(), weight.out(), weight.in(), STREAM_COLUMNS), weight.bias(), out, rows,
                    weight.out(), weight.in(), pitch);
        }
    }

    /** x = LayerNorm(x + a weight^T + bias), for 384 columns. */
    void norm(DeviceBuffer a, int room, HopperWeight.Part weight, DeviceBuffer x, DeviceBuffer gamma,
            DeviceBuffer beta, float epsilon, int rows) {
        kernels.launch("product_norm", card.work(), shape(Math.ceilDiv(rows, ROWS), NORM_SHARED),
                map(a.all(), room, weight.in(), ROWS),
                map(weight.weight(), weight.out(), weight.in(), NORM_COLUMNS),
                map(x.all(), room, weight.out(), ROWS), weight.bias(), gamma, beta, epsilon, x, rows, weight.in());
    }

    /** Blocks stay and take one tile after the other. */
    private LaunchShape shape(int tiles, int shared) {
        return new LaunchShape(Math.min(tiles, card.device().info().multiprocessors()), 1, THREADS, 1, shared);
    }

    private TensorMap map(DeviceSlice matrix, int rows, int columns, int boxRows) {
        return card.device().tensorMap(matrix, rows, columns, columns,
                new TensorMap.Box(boxRows, DEPTH, TensorMap.Swizzle.BYTES_128));
    }
}
