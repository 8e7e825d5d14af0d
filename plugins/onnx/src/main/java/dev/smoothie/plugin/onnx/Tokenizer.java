package dev.smoothie.plugin.onnx;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns texts into tokens by a {@code tokenizer.json}, in native code. Any number of threads may encode; {@link #close}
 * frees it and is called once, by its owner.
 */
final class Tokenizer implements AutoCloseable {

    /** If a text has more characters than this for each token of the limit, a part of that length is tried first. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    private final long handle;
    private final int maxTokens;
    private final boolean splitsAtWhitespace;

    private Tokenizer(long handle, int maxTokens, boolean splitsAtWhitespace) {
        this.handle = handle;
        this.maxTokens = maxTokens;
        this.splitsAtWhitespace = splitsAtWhitespace;
    }

    /** Opens {@code file}; texts are cut to {@code maxTokens} and never padded, whatever the file says. */
    static Tokenizer open(Path file, int maxTokens) {
        try {
            String json = Files.readString(file);
            boolean splitsAtWhitespace = splitsAtWhitespace(JsonParser.parseString(json).getAsJsonObject());
            long handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
            TokenizersLibrary.LIB.setTruncation(handle, maxTokens, "LONGEST_FIRST", 0);
            TokenizersLibrary.LIB.disablePadding(handle);
            return new Tokenizer(handle, maxTokens, splitsAtWhitespace);
        } catch (IOException | RuntimeException e) {
            // The native code throws plain RuntimeExceptions, the JSON tree several kinds.
            throw new SmoothieException("onnx: cannot read the tokenizer %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    Tokens encode(String text) {
        if (splitsAtWhitespace) {
            for (long limit = (long) CHARACTERS_PER_TOKEN * maxTokens; limit < text.length(); limit *= 4) {
                int space = lastSpace(text, (int) limit);
                Tokens beginning = space > 0 ? encodeWhole(text.substring(0, space)) : null;
                if (beginning != null && beginning.truncated()) {
                    return beginning;
                }
            }
        }
        return encodeWhole(text);
    }

    Tokens encodeWhole(String text) {
        long encoding = TokenizersLibrary.LIB.encode(handle, text, true);
        try {
            return new Tokens(TokenizersLibrary.LIB.getTokenIds(encoding), TokenizersLibrary.LIB.getTypeIds(encoding),
                    TokenizersLibrary.LIB.getOverflowCount(encoding) > 0);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
    }

    private static int lastSpace(String text, int before) {
        return Math.max(text.lastIndexOf(' ', before), text.lastIndexOf('\n', before));
    }

    /**
     * Whether a text that is cut before a space or a newline has tokens with which the tokens of the whole text begin.
     * That is so for BERT's tokenizers: they normalise character by character and treat each word by itself. If such a
     * beginning overflows already, the rest of the text cannot matter and is not tokenised.
     */
    private static boolean splitsAtWhitespace(JsonObject tokenizer) {
        return isType(tokenizer.get("pre_tokenizer"), "BertPreTokenizer")
                && (!tokenizer.has("normalizer") || tokenizer.get("normalizer").isJsonNull()
                        || isType(tokenizer.get("normalizer"), "BertNormalizer"))
                && tokenizer.has("added_tokens")
                && tokenizer.getAsJsonArray("added_tokens").asList().stream()
                        .noneMatch(token -> token.getAsJsonObject().get("content").getAsString().chars()
                                .anyMatch(Character::isWhitespace));
    }

    private static boolean isType(JsonElement part, String type) {
        return part != null && part.isJsonObject() && part.getAsJsonObject().has("type")
                && part.getAsJsonObject().get("type").getAsString().equals(type);
    }
}
