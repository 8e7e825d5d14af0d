package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.DeviceBuffer;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * All cards of this machine, each with a platform thread of its own; a card is opened when it is first used. Any thread may
 * call; what several ask of a card is done one after the other. Failures are CUDA's, as
 * {@link dev.smoothie.bindings.cuda.CudaException}.
 */
public final class Cards implements AutoCloseable {
    private final List<CardThread> threads;

    /** Uses every card of {@code cuda}. */
    public Cards(Cuda cuda, CubinCache cache) {
        this.threads = cuda.devices().stream().map(info -> new CardThread(cuda, info, cache)).toList();
    }

    /**
     * Finds exact nearest neighbours: the base on every card, the queries divided.
     *
     * @param result
     *            receives {@code [q, k]} ints: rows of the base, nearest first, equal distances by index
     * @param log
     *            told where something did not fit
     * @throws dev.smoothie.engine.data.NonFiniteEmbeddingException
     *             naming the first row that is not finite
     */
    public SearchReport search(SearchJob job, Workers workers, MemorySegment result, Consumer<String> log) {
        var all = new Range(0, Math.toIntExact(job.queries().rows()));
        var futures = new ArrayList<CompletableFuture<SearchReport>>();
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
        return awaitAll(futures).stream().reduce(SearchReport::plus).orElseThrow();
    }

    /** Gets all cards ready for row estimates. */
    public EstimateRun estimates(EstimateJob job, Workers workers) {
        return new EstimateRun(job, threads, workers);
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
        long queries = neighbors.byteSize() / (known * (long) Integer.BYTES);
        CardThread.await(threads.getFirst().submit(card -> {
            try (CardMemory memory = new CardMemory(card.device());
                    Staging staging = new Staging(card.device(), workers)) {
                DeviceBuffer rows = memory.allocate(y.byteSize(), 1, "row estimates");
                DeviceBuffer indices = memory.allocate(neighbors.byteSize(), 1,
                        "neighbours [%d, %d]".formatted(queries, known));
                DeviceBuffer result = memory.allocate(means.byteSize(), 1, "means [%d, %d]".formatted(queries, m));
                staging.upload(card.work(), y, rows.slice(0, y.byteSize()));
                staging.upload(card.work(), neighbors, indices.slice(0, neighbors.byteSize()));
                card.kernels().launch("neighbor_means", card.work(), Kernels.blocks(queries * m, 256, 256), rows,
                        indices, queries, known, k, m, result);
                card.work().download(result.slice(0, means.byteSize()), means);
            }
            return null;
        }));
    }

    /** Waits for all, also where one failed; then throws what failed first. */
    static <T> List<T> awaitAll(List<CompletableFuture<T>> futures) {
        RuntimeException failure = null;
        var results = new ArrayList<T>();
        for (CompletableFuture<T> future : futures) {
            try {
                results.add(CardThread.await(future));
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    @Override
    public void close() {
        threads.forEach(CardThread::close);
    }
}
