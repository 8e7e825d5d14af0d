package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TokenizedTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tokenises as the plugin does, without a native library, and so refuses what only the library can tokenise. It has no
 * weights: whoever opens it brings an encoder.
 *
 * @param wordPiece
 *            the tokenizer
 * @param concurrency
 *            threads that tokenise
 */
record WordPieceEmbedder(WordPiece wordPiece, int concurrency) implements Embedder, Encoder {
    /** Characters for which an id has room at first. */
    private static final int CHARACTERS_PER_ID = 3;

    @Override
    public String model() {
        return "WordPiece alone";
    }

    @Override
    public int dimension() {
        throw new UnsupportedOperationException("there are no weights");
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        throw new UnsupportedOperationException("there are no weights");
    }

    @Override
    public Optional<Encoder> encoder() {
        return Optional.of(this);
    }

    @Override
    public Path weights() {
        throw new UnsupportedOperationException("there are no weights");
    }

    @Override
    public Pooling pooling() {
        return Pooling.FIRST;
    }

    @Override
    public boolean normalized() {
        return true;
    }

    @Override
    public TokenizedTexts tokenize(List<String> texts) {
        var ids = new TokenIds(texts.stream().mapToInt(text -> 8 + text.length() / CHARACTERS_PER_ID).sum());
        var run = new WordPieceRun(wordPiece, ids);
        int[] starts = new int[texts.size() + 1];
        int truncated = 0;
        for (int i = 0; i < texts.size(); i++) {
            if (!run.append(texts.get(i))) {
                throw new SmoothieException("a text has characters that only the library tokenises");
            }
            truncated += run.truncated() ? 1 : 0;
            starts[i + 1] = ids.count();
        }
        return new TokenizedTexts(ids.toArray(), starts, truncated);
    }
}
