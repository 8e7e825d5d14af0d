package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.CudaEvent;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.bindings.cuda.DeviceSlice;
import dev.smoothie.bindings.cuda.PinnedBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Carries one batch to a card: memory on host and card for its ids and what goes with them, and for its vectors on the
 * way back where they go back. There are two, so that the host fills one while the card works on the other.
 */
final class EncoderLane implements AutoCloseable {
    private static final int TILE_INTS = 4;

    private final Card card;
    private final CardMemory memory;
    private final CudaEvent done;
    private final PinnedBuffer host;
    private final DeviceBuffer device;
    private final DeviceBuffer vectors;
    private final int dimension;
    private final PinnedBuffer vectorsOnHost;
    private long used;

    /**
     * A lane.
     *
     * @param tokens
     *            the most tokens of a batch
     * @param texts
     *            the most texts
     * @param back
     *            whether vectors are copied to the host
     */
    EncoderLane(Card card, int tokens, int texts, int dimension, boolean back) {
        this.card = card;
        this.dimension = dimension;
        this.memory = new CardMemory(card.device());
        // Ids and places; starts, pooled tokens and targets (two ints each) of texts, at most a tile for each token.
        long ints = 2L * tokens + 6L * texts + (long) TILE_INTS * (texts + tokens / MIN_TILE) + ALIGN * PARTS;
        long bytes = ints * Integer.BYTES;
        try {
            done = memory.own(card.device().newEvent());
            host = memory.allocatePinned(bytes, "a batch of texts");
            device = memory.allocate(bytes, 1, "a batch of texts");
            vectors = memory.allocate((long) texts * dimension, Float.BYTES,
                    "vectors [%d, %d]".formatted(texts, dimension));
            vectorsOnHost = back
                    ? memory.allocatePinned((long) texts * dimension * Float.BYTES, "vectors on their way back")
                    : null;
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private static final int MIN_TILE = 32;
    private static final int PARTS = 8;
    /** Ints between the starts of parts: kernels load 16 bytes at a time. */
    private static final int ALIGN = 64;

    /** Forgets the batch before; only once the card is done with it. */
    void clear() {
        used = 0;
    }

    /** Room for ints, at the same place on host and card. */
    Part ints(long count) {
        return part(count * Integer.BYTES);
    }

    /** Room for longs. */
    Part longs(long count) {
        return part(count * Long.BYTES);
    }

    private Part part(long bytes) {
        long from = used;
        used = Math.ceilDiv(from + bytes, ALIGN * Integer.BYTES) * ALIGN * Integer.BYTES;
        return new Part(host.segment().asSlice(from, bytes), device.slice(from, bytes));
    }

    /**
     * A part of what is carried.
     *
     * @param host
     *            to be filled on the host
     * @param device
     *            where it will be on the card
     */
    record Part(MemorySegment host, DeviceSlice device) {
        void set(long index, int value) {
            host.setAtIndex(ValueLayout.JAVA_INT, index, value);
        }

        void set(long index, long value) {
            host.setAtIndex(ValueLayout.JAVA_LONG, index, value);
        }

        void fill(int[] values) {
            MemorySegment.copy(values, 0, host, ValueLayout.JAVA_INT, 0, values.length);
        }
    }

    /** Gives the upload of all parts to the card. */
    void upload() {
        if (used > 0) {
            card.work().upload(host.segment().asSlice(0, used), device.slice(0, used));
        }
    }

    /** The vectors of the texts of a batch. */
    DeviceSlice vectors(int texts) {
        return vectors.slice(0, (long) texts * dimension * Float.BYTES);
    }

    /** Gives the download of the vectors to the card. */
    void download(int texts) {
        DeviceSlice from = vectors(texts);
        card.work().download(from, vectorsOnHost.segment().asSlice(0, from.bytes()));
    }

    /** The vectors of the last batch on the host, once it is {@link #await done}. */
    MemorySegment downloaded() {
        return vectorsOnHost.segment();
    }

    /** Marks the end of the work on a batch. */
    void mark() {
        card.work().mark(done);
    }

    /** Waits until the card is done with the batch. */
    void await() {
        done.synchronize();
    }

    @Override
    public void close() {
        memory.close();
    }
}
