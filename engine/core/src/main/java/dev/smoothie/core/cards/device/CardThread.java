package dev.smoothie.core.cards.device;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.DeviceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Runs work on one card, on the platform thread that owns the card: it opens the card when it is first needed, and does
 * one piece of work after the other.
 */
public final class CardThread implements AutoCloseable {
    private final Cuda cuda;
    private final DeviceInfo info;
    private final CubinCache cache;
    private final ExecutorService thread;
    private Card card;

    public CardThread(Cuda cuda, DeviceInfo info, CubinCache cache) {
        this.cuda = cuda;
        this.info = info;
        this.cache = cache;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("smoothie-card-" + info.ordinal()).daemon().factory());
    }

    /** Runs {@code work} on the card after what was submitted before. */
    public <T> CompletableFuture<T> submit(Function<Card, T> work) {
        return CompletableFuture.supplyAsync(() -> {
            if (card == null) {
                card = Card.on(cuda.open(info.ordinal()), cuda.nvrtc(), cache);
            }
            return work.apply(card);
        }, thread);
    }

    /** Waits for the result; throws what the work threw. */
    public static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }

    /** Waits for all results, even if one failed; then throws the first failure. */
    public static <T> List<T> awaitAll(List<CompletableFuture<T>> futures) {
        RuntimeException failure = null;
        var results = new ArrayList<T>();
        for (CompletableFuture<T> future : futures) {
            try {
                results.add(await(future));
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

    /** Closes the card once its work is done. */
    @Override
    public void close() {
        await(CompletableFuture.runAsync(() -> {
            if (card != null) {
                card.close();
                card = null;
            }
        }, thread));
        thread.shutdown();
    }
}
