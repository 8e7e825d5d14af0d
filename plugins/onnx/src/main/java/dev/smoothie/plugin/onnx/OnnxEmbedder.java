package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Embeds texts with an ONNX model: each text in a run of its own, as many at once as there are processors.
 *
 * <p>
 * Texts are never run as one tensor. A model with dynamic quantisation, such as the bundled one, scales activations by
 * their range over the whole tensor, so a vector would depend on its batch: cosines down to 0.978, 0.997 on average,
 * between a text alone and the same text among 32. Batches do not pay either: padding and the larger activations made
 * 32 sorted texts slower than 32 runs.
 */
final class OnnxEmbedder implements Embedder {

    /**
     * The number of texts in a batch. It only spreads the cost of a call, and is small so that threads finish together.
     */
    private static final int BATCH = 8;

    private final ModelFolder folder;
    private final Tokenizer tokenizer;
    private final TextModel model;
    private final int threads;
    private final int dimension;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OnnxEmbedder(ModelFolder folder, Tokenizer tokenizer, TextModel model, int threads) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.model = model;
        this.threads = threads;
        this.dimension = model.run(tokenizer.encode("a")).length;
    }

    /** Opens tokenizer and model and tries them on a word, so that what cannot work fails here. */
    static OnnxEmbedder open(ModelFolder folder, int threads) {
        Tokenizer tokenizer = Tokenizer.open(folder.tokenizer(), folder.maxTokens());
        try {
            TextModel model = TextModel.open(folder);
            try {
                return new OnnxEmbedder(folder, tokenizer, model, threads);
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    @Override
    public String model() {
        return folder.prompt().isEmpty()
                ? folder.name()
                : "%s with the prompt '%s'".formatted(folder.name(), folder.prompt().strip());
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int concurrency() {
        return threads;
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        if (closed.get()) {
            throw new IllegalStateException("the embedder is closed");
        }
        float[][] vectors = new float[texts.size()][];
        long tokens = 0;
        int truncated = 0;
        for (int i = 0; i < vectors.length; i++) {
            Tokens encoded = tokenizer.encode(folder.prompt() + texts.get(i));
            vectors[i] = vector(encoded);
            tokens += encoded.length();
            truncated += encoded.truncated() ? 1 : 0;
        }
        return new EmbeddedBatch(vectors, tokens, truncated);
    }

    /** {@inheritDoc} None for a model whose vectors are made by more than a transformer and pooling. */
    @Override
    public Optional<Encoder> encoder() {
        return folder.unsupported().isEmpty() && !model.poolsItself()
                ? folder.pooling().onCard().map(pooling -> new FolderEncoder(folder, tokenizer, pooling))
                : Optional.empty();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            model.close();
            tokenizer.close();
        }
    }

    /** The vector of a text. Any number of threads may ask. */
    float[] vector(Tokens tokens) {
        if (tokens.length() == 0) {
            // The empty string, with a tokenizer that has no special tokens: there is nothing to pool.
            return new float[dimension];
        }
        float[] vector = model.run(tokens);
        if (folder.normalized()) {
            normalize(vector);
        }
        return vector;
    }

    /** Scales to length 1; a zero vector stays. */
    private static void normalize(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        if (squares > 0) {
            double scale = 1 / Math.sqrt(squares);
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] * scale);
            }
        }
    }
}
