package dev.smoothie.pipeline;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.PlacedEmbedder;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Embeds single texts for any number of threads, on threads of its own: as many as the embedder allows, while others wait
 * for their turn. A virtual thread that embedded would keep the thread that carries it, and with it all other virtual
 * threads, because embedders compute in native code. What it embeds is not kept.
 */
final class QueryEmbedder implements AutoCloseable {
    private final PlacedEmbedder embedder;
    private final ExecutorService threads;

    /** Uses {@code embedder}, which its owner closes. */
    QueryEmbedder(PlacedEmbedder embedder) {
        this.embedder = embedder;
        this.threads = Executors.newFixedThreadPool(
                embedder.encoder().isPresent() ? 1 : Math.max(1, embedder.embedder().concurrency()),
                Thread.ofPlatform().name("smoothie-query-", 0).daemon().factory());
    }

    /**
     * Embeds texts.
     *
     * @return finite, {@code [texts, d]}
     * @throws SmoothieException
     *             if the embedder fails, or this thread was interrupted
     */
    float[][] embed(List<String> texts) {
        Future<float[][]> embedded;
        try {
            embedded = threads.submit(() -> embedHere(texts));
        } catch (RejectedExecutionException e) {
            throw new SmoothieException("the embedder is closed", e);
        }
        try {
            return embedded.get();
        } catch (InterruptedException e) {
            embedded.cancel(true);
            Thread.currentThread().interrupt();
            throw new SmoothieException("embedding was interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private float[][] embedHere(List<String> texts) {
        try (Arena arena = arena(texts.size())) {
            Embeddings vectors = embedder.embed(arena, texts);
            if (vectors.firstNonFiniteRow() >= 0) {
                throw new SmoothieException(
                        "embedder %s made a vector that is not finite, which is a fault of its plugin"
                                .formatted(embedder.embedder().model()));
            }
            float[][] rows = new float[texts.size()][vectors.dimension()];
            for (int row = 0; row < rows.length; row++) {
                vectors.read(row, rows[row]);
            }
            return rows;
        }
    }

    /** One text without a card is embedded by the calling thread alone. */
    @SuppressWarnings("MustBeClosedChecker") // by the caller
    private Arena arena(int texts) {
        return texts == 1 && embedder.encoder().isEmpty() ? Arena.ofConfined() : Arena.ofShared();
    }

    /** Ends the threads; nobody may be embedding. */
    @Override
    public void close() {
        threads.close();
    }
}
