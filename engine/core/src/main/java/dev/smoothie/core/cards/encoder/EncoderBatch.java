package dev.smoothie.core.cards.encoder;

import dev.smoothie.bindings.cuda.DeviceSlice;

/**
 * A batch of texts on a card, none of them empty.
 *
 * @param texts
 *            how many
 * @param tokens
 *            how many tokens they have together
 * @param ids
 *            {@code [tokens]} ints
 * @param places
 *            {@code [tokens]} ints: the place of each token in its text, from 0
 * @param starts
 *            {@code [texts + 1]} ints: the first token of each text
 * @param pooled
 *            {@code [texts]} ints: the token of each text that is pooled
 * @param tiles
 *            {@code [count][4]} ints, see {@link AttentionTiles}
 * @param longTiles
 *            how many tiles are of long texts; they come first
 * @param shortTiles
 *            how many follow
 */
record EncoderBatch(int texts, int tokens, DeviceSlice ids, DeviceSlice places, DeviceSlice starts,
        DeviceSlice pooled, DeviceSlice tiles, int longTiles, int shortTiles) {}
