package dev.smoothie.plugin.onnx;

import java.util.List;

/**
 * A tokenizer of BERT's kind, in Java: a BERT normalizer and pre-tokenizer, a WordPiece vocabulary, special tokens at
 * both ends. It gives the tokens that the library gives, about thirty times as fast: the library keeps for every character
 * where it came from. Immutable; {@link WordPieceReader} makes it, {@link WordPieceRun} works by it.
 *
 * @param characters
 *            what becomes of a character
 * @param vocabulary
 *            the pieces of words
 * @param maxWordLength
 *            a word of more characters is unknown
 * @param specials
 *            tokens that are recognised in the text as it is written; each begins with a character of ASCII
 * @param before
 *            what every text begins with
 * @param after
 *            what every text ends with
 * @param maxTokens
 *            the limit to which a text is cut, both ends included
 */
record WordPiece(Characters characters, Vocabulary vocabulary, int maxWordLength, List<Special> specials, int[] before,
        int[] after, int maxTokens) {

    /** A token that stands for itself in a text. */
    record Special(String content, int id) {}

    WordPiece {
        if (maxTokens < before.length + after.length) {
            throw new IllegalArgumentException("%d tokens are less than those at the ends".formatted(maxTokens));
        }
        // Of two that match at a place, the longer one counts.
        specials = specials.stream().sorted((a, b) -> b.content().length() - a.content().length()).toList();
    }

    /** The tokens that a text may have of its own. */
    int room() {
        return maxTokens - before.length - after.length;
    }
}
