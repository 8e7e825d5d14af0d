package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Embeds texts by a table: the vector of a text is the weighted mean of the rows of its tokens, scaled to length 1. It
 * has no limit of length. A text without a token that says anything - empty, or of unknown words alone - has the zero
 * vector, which is equally far from all others.
 */
final class StaticEmbedder implements Embedder {

    private static final int BATCH = 64;

    /** Ids for which there is room at first; more than a usual text has. */
    private static final int ROOM = 1 << 12;

    private final String name;
    private final StaticModel model;
    private final int threads;
    private final AtomicBoolean closed = new AtomicBoolean();

    StaticEmbedder(String name, StaticModel model, int threads) {
        this.name = name;
        this.model = model;
        this.threads = threads;
    }

    /** {@inheritDoc} With the digest of its table, because tables from different processors differ a little. */
    @Override
    public String model() {
        return "%s (static, table %s)".formatted(name, model.digest());
    }

    @Override
    public int dimension() {
        return model.table().dimension();
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
        TokenIds ids = new TokenIds(ROOM);
        WordPieceRun run = WordPieceRun.withoutLibrary(model.tokenizer(), ids);
        for (int i = 0; i < vectors.length; i++) {
            ids.end(0);
            run.append(texts.get(i));
            vectors[i] = model.table().mean(ids.reserve(0), ids.count());
            tokens += ids.count();
        }
        return new EmbeddedBatch(vectors, tokens, 0);
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
