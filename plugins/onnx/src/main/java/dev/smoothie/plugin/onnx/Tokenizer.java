package dev.smoothie.plugin.onnx;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Turns texts into tokens by a {@code tokenizer.json}: by {@link WordPiece} if the file is of that kind, which is faster,
 * otherwise by the library, in native code. The library also gets the few texts with characters for which only it has
 * the answer; the tokens are the same either way. Any number of threads may encode; {@link #close} frees it and is
 * called once, by its owner.
 */
final class Tokenizer implements AutoCloseable {

    /** If a text has more characters than this for each token of the limit, a part of that length is tried first. */
    private static final int CHARACTERS_PER_TOKEN = 16;

    private final long handle;
    private final int maxTokens;
    private final boolean splitsAtWhitespace;
    private final Optional<WordPiece> wordPiece;

    private Tokenizer(long handle, int maxTokens, boolean splitsAtWhitespace, Optional<WordPiece> wordPiece) {
        this.handle = handle;
        this.maxTokens = maxTokens;
        this.splitsAtWhitespace = splitsAtWhitespace;
        this.wordPiece = wordPiece;
    }

    /** Opens {@code file}; texts are cut to {@code maxTokens} and never padded, whatever the file says. */
    static Tokenizer open(Path file, int maxTokens) {
        try {
            String json = Files.readString(file);
            TokenizerJson tree = TokenizerJson.read(json);
            long handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
            TokenizersLibrary.LIB.setTruncation(handle, maxTokens, "LONGEST_FIRST", 0);
            TokenizersLibrary.LIB.disablePadding(handle);
            return new Tokenizer(handle, maxTokens, splitsAtWhitespace(tree.parts()),
                    WordPieceReader.read(tree, maxTokens));
        } catch (IOException | RuntimeException e) {
            // The native code throws plain RuntimeExceptions, the JSON tree several kinds.
            throw new SmoothieException("onnx: cannot read the tokenizer %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    Tokens encode(String text) {
        if (wordPiece.isPresent()) {
            TokenIds found = new TokenIds(expected(text));
            WordPieceRun run = new WordPieceRun(wordPiece.get(), found);
            if (run.append(text)) {
                long[] ids = Arrays.stream(found.toArray()).asLongStream().toArray();
                return new Tokens(ids, new long[ids.length], run.truncated());
            }
        }
        return encodeByLibrary(text);
    }

    /** The ids alone, of several texts. */
    TokenizedTexts encode(List<String> texts) {
        TokenIds ids = new TokenIds(texts.stream().mapToInt(this::expected).sum());
        Optional<WordPieceRun> run = wordPiece.map(w -> new WordPieceRun(w, ids));
        int[] starts = new int[texts.size() + 1];
        int truncated = 0;
        for (int i = 0; i < texts.size(); i++) {
            boolean wasTruncated;
            if (run.isPresent() && run.get().append(texts.get(i))) {
                wasTruncated = run.get().truncated();
            } else {
                Tokens tokens = encodeByLibrary(texts.get(i));
                requireOneSegment(tokens);
                ids.append(tokens.ids());
                wasTruncated = tokens.truncated();
            }
            truncated += wasTruncated ? 1 : 0;
            starts[i + 1] = ids.count();
        }
        return new TokenizedTexts(ids.toArray(), starts, truncated);
    }

    /** A card adds the row of the first segment to every token. */
    private static void requireOneSegment(Tokens tokens) {
        if (Arrays.stream(tokens.types()).anyMatch(type -> type != 0)) {
            throw new SmoothieException(
                    "onnx: this tokenizer puts tokens of a text into several segments, which a card does not support; use --embed-on cpu");
        }
    }

    /** The tokenizer in Java, if the file is of that kind. */
    Optional<WordPiece> wordPiece() {
        return wordPiece;
    }

    /** Whether this tokenizer's texts are tokenised by {@link WordPiece}, apart from those for the library. */
    boolean isWordPiece() {
        return wordPiece.isPresent();
    }

    /** By the library alone. */
    Tokens encodeByLibrary(String text) {
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

    /** About the number of tokens of a text: English has four to five characters a token. */
    private int expected(String text) {
        return Math.min(maxTokens, 8 + text.length() / 3);
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
