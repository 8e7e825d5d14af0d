package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardMemory;
import dev.smoothie.core.encoding.EncoderShape;

/**
 * The activations of one batch on a card, 16-bit: {@code H} is the hidden size, {@code F} the intermediate one. Kernels
 * may read rows past the last token, so there are some more, and they are zero at first.
 */
final class EncoderMemory implements AutoCloseable {
    /** Tiles of matrix kernels have up to this many rows. */
    static final int ROWS = 256;

    private final CardMemory memory;
    /** {@code [tokens, H]}: what flows from layer to layer. */
    final DeviceBuffer x;
    /** {@code [tokens, 3H]}: queries, keys and values. */
    final DeviceBuffer qkv;
    /** {@code [tokens, H]}: what attention gives. */
    final DeviceBuffer attended;
    /** {@code [tokens, H]}: what is added to x. */
    final DeviceBuffer added;
    /** {@code [tokens, F]}. */
    final DeviceBuffer wide;
    /** The same for one token of each text: {@code [texts, H]}, and {@code [texts, F]}. */
    final DeviceBuffer pooled;
    final DeviceBuffer pooledQuery;
    final DeviceBuffer pooledAttended;
    final DeviceBuffer pooledAdded;
    final DeviceBuffer pooledWide;
    /** Rows that the buffers of tokens have, and those of texts. */
    final int tokenRows;
    final int textRows;

    EncoderMemory(Card card, EncoderShape shape, int tokens, int texts) {
        this.memory = new CardMemory(card.device());
        this.tokenRows = padded(tokens);
        this.textRows = padded(texts);
        int h = shape.hidden();
        int f = shape.intermediate();
        try {
            x = matrix(card, tokenRows, h, "activations");
            qkv = matrix(card, tokenRows, 3 * h, "queries, keys and values");
            attended = matrix(card, tokenRows, h, "attention");
            added = matrix(card, tokenRows, h, "results of a layer");
            wide = matrix(card, tokenRows, f, "intermediate activations");
            pooled = matrix(card, textRows, h, "pooled activations");
            pooledQuery = matrix(card, textRows, h, "pooled queries");
            pooledAttended = matrix(card, textRows, h, "pooled attention");
            pooledAdded = matrix(card, textRows, h, "pooled results");
            pooledWide = matrix(card, textRows, f, "pooled intermediate activations");
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private DeviceBuffer matrix(Card card, int rows, int columns, String purpose) {
        DeviceBuffer buffer = memory.allocate((long) rows * columns, Short.BYTES,
                "%s [%d, %d]".formatted(purpose, rows, columns));
        card.work().fill(buffer.all(), (byte) 0);
        return buffer;
    }

    /** Rows of a buffer for {@code count} of them: whole tiles, and one more, because tiles of attention lie anywhere. */
    private static int padded(int count) {
        return Math.ceilDiv(count, ROWS) * ROWS + ROWS;
    }

    /** Bytes that a token takes. */
    static long bytesOfToken(EncoderShape shape) {
        return 2L * (6L * shape.hidden() + shape.intermediate());
    }

    /** Bytes that a text takes. */
    static long bytesOfText(EncoderShape shape) {
        return 2L * (4L * shape.hidden() + shape.intermediate());
    }

    @Override
    public void close() {
        memory.close();
    }
}
