package dev.smoothie.pipeline.index;

import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.neighbors.NearestRows;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Turns the answers of an index into neighbours: asks it for more than are wanted, checks what it answers, and sorts
 * that by exact distance, equal distances by index. Any number of threads may rank different queries.
 */
final class IndexRanking {
    private final IndexMaker maker;
    private final NeighborIndex index;
    private final Embeddings queries;
    private final Embeddings base;
    private final Neighbors result;
    /** Whether the queries are the rows of the base, so that each is its own first neighbour. */
    private final boolean itself;
    private final int asked;
    /** The queries for which the index found too few. */
    private final BitSet open = new BitSet();

    IndexRanking(IndexMaker maker, NeighborIndex index, Embeddings queries, Embeddings base, boolean itself,
            Neighbors result) {
        this.maker = maker;
        this.index = index;
        this.queries = queries;
        this.base = base;
        this.itself = itself;
        this.result = result;
        // A few more than wanted: an index measures less exactly, and a neighbour that it puts too far back must not be
        // lost.
        this.asked = (int) Math.min(base.rows(), result.k() + result.k() / 4 + 8L);
    }

    /** Ranks the queries {@code [from, to)}. */
    void rank(long from, long to) {
        int[] answer = new int[Math.toIntExact((to - from) * asked)];
        Arrays.fill(answer, NeighborIndex.NONE);
        try {
            index.nearest(PluginVectors.of(queries.slice(from, to)), asked, answer);
        } catch (SmoothieException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new SmoothieException("the neighbour search '%s' failed on queries %d to %d: %s"
                    .formatted(maker.name(), from, to - 1, e), e);
        }
        for (long query = from; query < to; query++) {
            int at = (int) (query - from) * asked;
            rank(query, Arrays.copyOfRange(answer, at, at + asked));
        }
    }

    private void rank(long query, int[] answer) {
        int found = check(query, answer);
        int first = itself ? 1 : 0;
        var nearest = new NearestRows(result.k() - first, Double.POSITIVE_INFINITY);
        for (int i = 0; i < found; i++) {
            if (!itself || answer[i] != query) {
                nearest.offer(Distance.squared(queries, query, base, answer[i]), answer[i]);
            }
        }
        if (itself) {
            result.set(query, 0, (int) query);
        }
        for (int rank = 0; rank < nearest.size(); rank++) {
            result.set(query, first + rank, nearest.row(rank));
        }
        if (nearest.size() < result.k() - first) {
            synchronized (open) {
                open.set((int) query);
            }
        }
    }

    /** Checks that the neighbours found are different rows of the base, and returns their number. */
    private int check(long query, int[] answer) {
        int found = 0;
        while (found < asked && answer[found] != NeighborIndex.NONE) {
            if (answer[found] < 0 || answer[found] >= base.rows()) {
                throw wrong(query, "row %d of %d rows".formatted(answer[found], base.rows()));
            }
            found++;
        }
        for (int i = found; i < asked; i++) {
            if (answer[i] != NeighborIndex.NONE) {
                throw wrong(query, "row %d after the end of its list".formatted(answer[i]));
            }
        }
        int[] sorted = Arrays.copyOf(answer, found);
        Arrays.sort(sorted);
        for (int i = 1; i < found; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw wrong(query, "row %d twice".formatted(sorted[i]));
            }
        }
        return found;
    }

    private SmoothieException wrong(long query, String what) {
        return new SmoothieException(
                "the neighbour search '%s' %s is broken: for query %d it answers with %s; use --neighbors-search exact, or another version of the plugin"
                        .formatted(maker.name(), maker.version(), query, what));
    }

    /** After all queries have been ranked: those that still lack some of their neighbours, ascending. */
    long[] open() {
        return open.stream().asLongStream().toArray();
    }
}
