package dev.smoothie.plugin.onnx;

/**
 * The tokens of one text.
 *
 * @param ids
 *            the tokens, special ones included, at least one
 * @param types
 *            the segment of each token
 * @param truncated
 *            whether the text had more tokens than fit
 */
record Tokens(long[] ids, long[] types, boolean truncated) {

    int length() {
        return ids.length;
    }
}
