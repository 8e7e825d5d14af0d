package dev.smoothie.pipeline;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.PlacedEmbedder;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Embeds single texts for any number of threads, of which only as many embed at once as the embedder allows; the others
 * wait. What it embeds is not kept.
 */
final class QueryEmbedder {
    private final PlacedEmbedder embedder;
    private final Semaphore permits;

    /** Uses {@code embedder}, which its owner closes. */
    QueryEmbedder(PlacedEmbedder embedder) {
        this.embedder = embedder;
        this.permits = new Semaphore(
                embedder.encoder().isPresent() ? 1 : Math.max(1, embedder.embedder().concurrency()));
    }

    /**
     * Embeds texts.
     *
     * @param arena
     *            owns the vectors; shared, unless there is one text and no card
     * @return finite, {@code [texts, d]}
     * @throws SmoothieException
     *             if the embedder fails, or this thread was interrupted
     */
    Embeddings embed(Arena arena, List<String> texts) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SmoothieException("embedding was interrupted", e);
        }
        Embeddings vectors;
        try {
            vectors = embedder.embed(arena, texts);
        } finally {
            permits.release();
        }
        if (vectors.firstNonFiniteRow() >= 0) {
            throw new SmoothieException("embedder %s made a vector that is not finite, which is a fault of its plugin"
                    .formatted(embedder.embedder().model()));
        }
        return vectors;
    }

    /** An arena for so many texts. The caller closes it. */
    @SuppressWarnings("MustBeClosedChecker") // by the caller
    Arena arena(int texts) {
        return texts == 1 && embedder.encoder().isEmpty() ? Arena.ofConfined() : Arena.ofShared();
    }
}
