package dev.smoothie.pipeline.embedding;

import dev.smoothie.pipeline.kept.KeptModel;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An embedder that is opened when it is first needed: not if all vectors are known, because the name of its model and
 * their length are then known too.
 */
public final class LazyEmbedder implements Embedder {
    private final Supplier<Embedder> opener;
    private final Optional<KeptModel> known;
    private Embedder opened;

    /**
     * An embedder that is not open yet.
     *
     * @param opener
     *            opens it; this closes it
     * @param known
     *            the model that made the vectors that are known
     */
    public LazyEmbedder(Supplier<Embedder> opener, Optional<KeptModel> known) {
        this.opener = opener;
        this.known = known;
    }

    private synchronized Embedder opened() {
        if (opened == null) {
            opened = opener.get();
            known.filter(model -> model.dimension() != opened.dimension()).ifPresent(model -> {
                throw new SmoothieException(
                        "embedder %s makes vectors of %d numbers, and made vectors of %d before, which is a fault of its plugin: it does not name all that they depend on; use --no-cache"
                                .formatted(opened.model(), opened.dimension(), model.dimension()));
            });
        }
        return opened;
    }

    private synchronized boolean isOpen() {
        return opened != null;
    }

    @Override
    public String model() {
        return isOpen() ? opened().model() : known.map(KeptModel::name).orElseGet(() -> opened().model());
    }

    @Override
    public int dimension() {
        return known.map(KeptModel::dimension).orElseGet(() -> opened().dimension());
    }

    @Override
    public int concurrency() {
        return opened().concurrency();
    }

    @Override
    public int batchSize() {
        return opened().batchSize();
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        return opened().embed(texts);
    }

    @Override
    public Optional<Encoder> encoder() {
        return opened().encoder();
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
