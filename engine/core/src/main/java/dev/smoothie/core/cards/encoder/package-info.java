/**
 * Runs encoders of the BERT family on a card: token ids in, vectors of texts out. Texts lie back to back without
 * padding; numbers are 16-bit with float32 sums. The kernels are CUDA C in files of the folder of the same name,
 * compiled for the sizes of the model at hand.
 *
 * <pre>
 * ids → word + position, LayerNorm → x [tokens, H]
 * each layer:  x → queries, keys, values → attention → product + x, LayerNorm → x
 *              x → product, GELU → product + x, LayerNorm → x
 * last layer, where one token of each text is pooled: keys and values of all tokens, the rest for that token alone
 * x → pooled, scaled to length 1 → rows of a matrix
 * </pre>
 *
 * <p>
 * {@link dev.smoothie.core.cards.encoder.CardEncoder} is what others use. An encoding ({@code CardEncoding}) fills one
 * matrix: it checks and packs texts ({@code PackedTexts}), carries them to the card on one of two lanes
 * ({@code EncoderLane}), and lets the layers run ({@code CardLayers}), in the form that suits the card
 * ({@code EncoderForm}).
 *
 * <p>
 * The vector of a text has the same bits whatever else is in the batch: no sum runs over rows of more than one text,
 * each sum runs in an order that the text alone decides, and no kernel is chosen by the size of a batch. That is why
 * matrix products are our own: cuBLAS chooses by the number of rows.
 */
package dev.smoothie.core.cards.encoder;
