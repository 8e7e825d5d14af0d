package dev.smoothie.core.cards.estimates;

import dev.smoothie.core.cards.device.CardThread;
import dev.smoothie.core.parallel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes row estimates on all cards: each card takes the next chunk of samples when it has room. */
public final class CardEstimateRun implements AutoCloseable {
    private final CardEstimateJob job;
    private final List<CardThread> threads;
    private final List<CardEstimates> cards = new ArrayList<>();

    public CardEstimateRun(CardEstimateJob job, List<CardThread> threads, Workers workers) {
        this.job = job;
        this.threads = threads;
        try {
            for (CardThread thread : threads) {
                cards.add(CardThread.await(thread.submit(card -> new CardEstimates(card, job, workers))));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Samples that keep all cards busy, both lanes of each. */
    public int round() {
        return 2 * threads.size() * job.samplesOfChunk();
    }

    /**
     * Estimates samples {@code [from, to)}.
     *
     * @return the first sample with a value that is not finite; the estimates are then of no use
     */
    public OptionalInt run(int from, int to) {
        var next = new AtomicInteger(from);
        var futures = new ArrayList<CompletableFuture<Long>>();
        for (int i = 0; i < cards.size(); i++) {
            CardEstimates estimates = cards.get(i);
            futures.add(threads.get(i).submit(_ -> estimates.run(next, to)));
        }
        return CardThread.awaitAll(futures).stream().filter(bad -> bad >= 0).mapToInt(Math::toIntExact).min();
    }

    @Override
    public void close() {
        var futures = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < cards.size(); i++) {
            CardEstimates estimates = cards.get(i);
            futures.add(threads.get(i).submit(_ -> {
                estimates.close();
                return null;
            }));
        }
        CardThread.awaitAll(futures);
    }
}
