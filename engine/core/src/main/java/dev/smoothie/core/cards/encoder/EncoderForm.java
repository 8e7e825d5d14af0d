package dev.smoothie.core.cards.encoder;

/**
 * One way to run the layers of an encoder on a card: which kernels, and in which order and layout they want the
 * weights. A form holds the weights of one encoder on one card. All work goes to the stream {@code work} of the card.
 */
sealed interface EncoderForm extends AutoCloseable permits PlainForm, HopperForm {

    /** Which form an encoder gets. */
    enum Choice {
        /** The fastest that the card can run. */
        SUITABLE,
        /** {@link PlainForm}. */
        PLAIN
    }

    /** What to call it, for the log. */
    String name();

    /** Cuts the texts of a batch into tiles for its attention, the longest texts first. */
    AttentionTiles tiles(int[] lengths);

    /** One layer for all tokens: {@code x} becomes its result. */
    void layer(int layer, EncoderBatch batch, EncoderMemory memory);

    /**
     * One layer for one token of each text, that which is pooled: all that the other tokens give are keys and values.
     * The result is {@code pooled}.
     */
    void pooledLayer(int layer, EncoderBatch batch, EncoderMemory memory);

    @Override
    void close();
}
