package dev.smoothie.core.cards.pool;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.core.cards.CardSearchReport;
import dev.smoothie.core.cards.device.CardThread;
import dev.smoothie.core.cards.device.Range;
import dev.smoothie.core.cards.device.ResidentRows;
import dev.smoothie.core.cards.encoder.CardEncoder;
import dev.smoothie.core.cards.estimates.CardEstimateJob;
import dev.smoothie.core.cards.estimates.CardEstimateRun;
import dev.smoothie.core.cards.estimates.CardMeans;
import dev.smoothie.core.cards.estimates.ResidentEstimates;
import dev.smoothie.core.cards.search.CardSearch;
import dev.smoothie.core.cards.search.CardSearchJob;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs jobs on all cards of this machine, each card with a platform thread of its own. A card is opened when it is
 * first used. Any thread may call; what several ask of a card is done one after the other. Failures are CUDA's, as
 * {@link dev.smoothie.bindings.cuda.CudaException}.
 */
public final class CardPool implements AutoCloseable {
    private final List<CardThread> threads;

    /** Uses every card of {@code cuda}. */
    public CardPool(Cuda cuda, CubinCache cache) {
        this.threads = cuda.devices().stream().map(info -> new CardThread(cuda, info, cache)).toList();
    }

    /**
     * Finds exact nearest neighbours: each card holds the whole base and takes a part of the queries.
     *
     * @param result
     *            receives {@code [q, k]} ints: rows of the base, nearest first, equal distances by index
     * @param log
     *            told where something did not fit
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row that is not finite
     */
    public CardSearchReport search(CardSearchJob job, Workers workers, MemorySegment result, Consumer<String> log) {
        var all = new Range(0, Math.toIntExact(job.queries().rows()));
        var futures = new ArrayList<CompletableFuture<CardSearchReport>>();
        for (int i = 0; i < threads.size(); i++) {
            Range range = all.part(i, threads.size());
            if (range.size() > 0) {
                futures.add(threads.get(i).submit(card -> {
                    try (CardSearch search = new CardSearch(card, job, workers, log)) {
                        return search.run(range, result);
                    }
                }));
            }
        }
        return CardThread.awaitAll(futures).stream().reduce(CardSearchReport::plus).orElseThrow();
    }

    /**
     * Makes row estimates of outputs that lie on one of the cards.
     *
     * @return the first sample with a value that is not finite, if there is one; empty if the outputs lie on no
     *         card of this pool
     */
    public Optional<OptionalInt> residentEstimates(CardEstimateJob job) {
        return threads.stream().map(thread -> CardThread.await(thread.submit(card -> ResidentRows
                .on(card, job.generations().vectors().storage())
                .map(outputs -> new ResidentEstimates(card).run(job, outputs)))))
                .flatMap(Optional::stream).findFirst();
    }

    /** Gets all cards ready for row estimates. */
    public CardEstimateRun estimates(CardEstimateJob job, Workers workers) {
        return new CardEstimateRun(job, threads, workers);
    }

    /**
     * Averages rows of y over neighbourhoods, on the first card.
     *
     * @param y
     *            {@code [n, m]} doubles; NaN is skipped
     * @param m
     *            generators
     * @param neighbors
     *            {@code [q, known]} ints, rows of y
     * @param known
     *            neighbours of each
     * @param k
     *            how many of them to average, the first
     * @param means
     *            receives {@code [q, m]} doubles
     */
    public void means(MemorySegment y, int m, MemorySegment neighbors, int known, int k, MemorySegment means,
            Workers workers) {
        CardThread.await(threads.getFirst()
                .submit(card -> new CardMeans(card, workers).run(y, m, neighbors, known, k, means)));
    }

    /**
     * Loads an encoder, on the first card.
     *
     * @throws IllegalArgumentException
     *             if the model has an {@link PooledEncoder#obstacle()}
     */
    public TextEncoder encoder(PooledEncoder model, Workers workers) {
        return CardEncoder.load(threads.getFirst(), model, workers, 0);
    }

    @Override
    public void close() {
        threads.forEach(CardThread::close);
    }
}
