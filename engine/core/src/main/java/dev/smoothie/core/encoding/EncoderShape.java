package dev.smoothie.core.encoding;

/**
 * The sizes of an encoder.
 *
 * @param hidden
 *            the length of a token's vector
 * @param layers
 *            the number of layers
 * @param intermediate
 *            the length of the vector between the two dense layers of the feed-forward part
 * @param vocabulary
 *            the number of rows of the word table
 * @param positions
 *            the number of rows of the position table, those that the model leaves unused included
 */
public record EncoderShape(int hidden, int layers, int intermediate, int vocabulary, int positions) {}
