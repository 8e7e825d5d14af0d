package dev.smoothie.spi;

import java.nio.file.Path;
import java.util.List;

/**
 * The encoder behind an {@link Embedder}: where its weights lie, what is done with the vectors of its tokens, and its
 * tokenizer. With it the program can run the weights by itself on a graphics card, many times faster than a processor
 * does. It can run models of the BERT family (BERT, RoBERTa, XLM-R); whether it can run these weights it finds out by
 * itself, and otherwise calls {@link Embedder#embed} as usual.
 *
 * <p>
 * <b>Contract.</b> {@code tokenize}, the encoder's layers and {@code pooling} give the vectors that {@code embed} gives,
 * but for rounding. The file does not change while the embedder is open.
 */
public interface Encoder {

    /** How the vector of a text is made of the vectors of its tokens. */
    enum Pooling {
        /** The vector of the first token. */
        FIRST,
        /** The mean over all tokens, special ones among them. */
        MEAN,
        /** The vector of the last token. */
        LAST
    }

    /**
     * The file with the weights: a model in ONNX, or in the format safetensors. If there is a {@code config.json}
     * beside it, or beside its folder, the program reads it too.
     */
    Path weights();

    /** How the vector of a text is made. */
    Pooling pooling();

    /** Whether vectors are scaled to length 1. */
    boolean normalized();

    /**
     * Turns texts into tokens, cut to what the model can read, special tokens included. Up to
     * {@link Embedder#concurrency()} threads call at once.
     *
     * @param texts
     *            at least one; none is null
     * @throws SmoothieException
     *             if a text cannot be tokenised
     */
    TokenizedTexts tokenize(List<String> texts);
}
