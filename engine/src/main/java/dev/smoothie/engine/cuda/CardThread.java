package dev.smoothie.engine.cuda;

import dev.smoothie.bindings.cuda.CubinCache;
import dev.smoothie.bindings.cuda.Cuda;
import dev.smoothie.bindings.cuda.DeviceInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The platform thread that owns a card, opens it at the first need, and does one thing after the other. */
final class CardThread implements AutoCloseable {
    private final Cuda cuda;
    private final DeviceInfo info;
    private final CubinCache cache;
    private final ExecutorService thread;
    private Card card;

    CardThread(Cuda cuda, DeviceInfo info, CubinCache cache) {
        this.cuda = cuda;
        this.info = info;
        this.cache = cache;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("smoothie-card-" + info.ordinal()).daemon().factory());
    }

    /** Does {@code work} on the card when what came before is done. */
    <T> CompletableFuture<T> submit(Function<Card, T> work) {
        return CompletableFuture.supplyAsync(() -> {
            if (card == null) {
                card = Card.on(cuda.open(info.ordinal()), cuda.nvrtc(), cache);
            }
            return work.apply(card);
        }, thread);
    }

    /** Waits; a failure of the work is thrown as it was. */
    static <T> T await(CompletableFuture<T> future) {
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
