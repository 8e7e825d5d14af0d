package dev.smoothie.core.cards.encoder;

import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;

/**
 * Attention of texts so short that a warp makes a whole head, in both forms.
 *
 * @param card
 *            where it runs
 * @param kernels
 *            with {@code attention_short} among them
 * @param heads
 *            of the model
 */
record ShortAttention(Card card, CardKernels kernels, int heads) {
    /** Tokens of a short text, at most: as many as attention_short.cu has room for. */
    static final int MOST_TOKENS = 32;
    private static final int WARPS = 4;
    private static final int TILE_BYTES = 4 * Integer.BYTES;

    /** Makes {@code attended} of {@code qkv}, for the short texts of a batch. */
    void run(EncoderBatch batch, EncoderMemory memory) {
        if (batch.shortTiles() > 0) {
            int items = batch.shortTiles() * heads;
            kernels.launch("attention_short", card.work(), CardKernels.blocks(items, WARPS, WARPS * 32), memory.qkv,
                    memory.attended, batch.tiles().slice((long) batch.longTiles() * TILE_BYTES,
                            (long) batch.shortTiles() * TILE_BYTES),
                    items);
        }
    }
}
