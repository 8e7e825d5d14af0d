package dev.smoothie.core.encoding;

/** How the vector of a text is made of the vectors of its tokens. */
public enum Pooling {
    /** The vector of the first token, which BERT calls [CLS]. */
    FIRST,
    /** The mean over all tokens, special ones among them. */
    MEAN,
    /** The vector of the last token. */
    LAST
}
