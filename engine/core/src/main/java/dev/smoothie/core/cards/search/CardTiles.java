package dev.smoothie.core.cards.search;

import dev.smoothie.bindings.cuda.CudaEvent;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceMatrix;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;

/**
 * Multiplies operands tile by tile on a card, with cuBLAS. It has two tiles: while one is read on the stream of work,
 * the next is multiplied on the stream of products. {@link CardScreen} and {@link CardWidening} read them.
 */
final class CardTiles implements AutoCloseable {
    private static final long ALIGNED = 8;

    private final Card card;
    private final int edge;
    private final Precision precision;
    private final CardMemory memory;
    private final DeviceBuffer[] tiles = new DeviceBuffer[2];
    private final CudaEvent[] multiplied = new CudaEvent[2];
    private final CudaEvent[] read = new CudaEvent[2];
    private int next;

    /** Tiles for products in a precision. */
    CardTiles(Card card, int edge, Precision precision) {
        this.card = card;
        this.precision = precision;
        this.edge = edge;
        this.memory = new CardMemory(card.device());
        try {
            for (int i = 0; i < 2; i++) {
                tiles[i] = memory.allocate(edge * stride(edge), precision.products().bytes(),
                        "tile [%d, %d]".formatted(edge, edge));
                multiplied[i] = memory.own(card.device().newEvent());
                read[i] = memory.own(card.device().newEvent());
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Elements from one row to the next: rows are aligned to 16 bytes at least. */
    private static long stride(long columns) {
        return Math.ceilDiv(columns, ALIGNED) * ALIGNED;
    }

    /** Reads a tile, on the stream of work. */
    interface Reader {
        /** Reads {@code [rows, columns]} inner products, the rows {@code stride} elements apart. */
        void read(DeviceBuffer products, long stride);
    }

    /** Rows and columns for which there is room. */
    int edge() {
        return edge;
    }

    /** For kernels: 1 where products are stored in half precision, otherwise 0. */
    int halves() {
        return precision.products() == DeviceMatrix.Type.FLOAT16 ? 1 : 0;
    }

    /**
     * Multiplies rows by columns, then lets {@code reader} give its work on the product to the stream of work. A product
     * may have other sides than a tile, but not more elements.
     */
    void multiply(DeviceMatrix rows, DeviceMatrix columns, Reader reader) {
        DeviceBuffer tile = tiles[next];
        long stride = stride(columns.rows());
        card.products().await(read[next]);
        card.blas().multiplyTransposed(precision.multiply(), 1, rows, columns, 0,
                new DeviceMatrix(tile.all(), precision.products(), rows.rows(), columns.rows(), stride));
        card.products().mark(multiplied[next]);
        card.work().await(multiplied[next]);
        reader.read(tile, stride);
        card.work().mark(read[next]);
        next ^= 1;
    }

    /** Waits for the card, whose work may still use the tiles, then frees them. */
    @Override
    public void close() {
        card.products().synchronize();
        card.work().synchronize();
        memory.close();
    }
}
