package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.core.cards.device.Card;
import dev.smoothie.core.cards.device.CardKernels;
import dev.smoothie.core.encoding.EncoderModel;

/**
 * Launches the kernels that both forms have: of rows, of short texts, and of the token of each text that is pooled.
 *
 * @param card
 *            where they run
 * @param kernels
 *            the program of the form
 * @param model
 *            for the number of heads, and for what LayerNorm adds to the variance
 */
record SharedKernels(Card card, CardKernels kernels, EncoderModel model) {
    /** Tokens of a short text, at most: as many as attention_short.cu has room for. */
    static final int MOST_TOKENS = 32;
    /** Warps of a block: each makes a row, or a head of a text. */
    private static final int WARPS_OF_ROWS = 8;
    private static final int WARPS_OF_HEADS = 4;
    private static final int WARP = 32;
    private static final int TILE_BYTES = 4 * Integer.BYTES;

    /** Makes {@code attended} of {@code qkv}, for the texts so short that a warp makes a whole head. */
    void attendShort(EncoderBatch batch, EncoderMemory memory) {
        if (batch.shortTiles() > 0) {
            int items = batch.shortTiles() * model.heads();
            heads("attention_short", items, memory.qkv, memory.attended,
                    batch.tiles().slice((long) batch.longTiles() * TILE_BYTES, (long) batch.shortTiles() * TILE_BYTES),
                    items);
        }
    }

    /** Copies the pooled token of each text from {@code x} to {@code pooled}. */
    void gatherPooled(EncoderBatch batch, EncoderMemory memory) {
        rows("gather_rows", batch.texts(), memory.x, batch.pooled(), memory.pooled, batch.texts());
    }

    /** Makes {@code pooledAttended} of {@code pooledQuery} and the keys and values of all tokens. */
    void attendPooled(EncoderBatch batch, EncoderMemory memory) {
        heads("attention_pooled", (long) batch.texts() * model.heads(), memory.qkv, memory.pooledQuery,
                memory.pooledAttended, batch.starts(), batch.texts());
    }

    /** x = LayerNorm(x + added). */
    void addNorm(DeviceBuffer x, DeviceBuffer added, DeviceBuffer gamma, DeviceBuffer beta, int rows) {
        rows("add_norm", rows, x, added, gamma, beta, model.epsilon(), rows);
    }

    private void rows(String kernel, long rows, Object... arguments) {
        kernels.launch(kernel, card.work(), CardKernels.blocks(rows, WARPS_OF_ROWS, WARPS_OF_ROWS * WARP), arguments);
    }

    private void heads(String kernel, long heads, Object... arguments) {
        kernels.launch(kernel, card.work(), CardKernels.blocks(heads, WARPS_OF_HEADS, WARPS_OF_HEADS * WARP),
                arguments);
    }
}
