package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Distance;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Asks an index for more than is wanted, checks what it answers, and puts it in the order of exact distances, equal ones by
 * index. Any number of threads may rank different queries.
 */
final class Reranking {
    private final IndexMaker maker;
    private final NeighborIndex index;
    private final Embeddings queries;
    private final Embeddings base;
    private final Neighbors result;
    /** Whether the queries are the base, and each query its own first neighbour. */
    private final boolean itself;
    private final int asked;
    /** Queries for which the index found too few. */
    private final BitSet open = new BitSet();

    Reranking(IndexMaker maker, NeighborIndex index, Embeddings queries, Embeddings base, boolean itself,
            Neighbors result) {
        this.maker = maker;
        this.index = index;
        this.queries = queries;
        this.base = base;
        this.itself = itself;
        this.result = result;
        // A few more than wanted: an index measures less exactly, and a neighbour that it puts too far back is not lost.
        this.asked = (int) Math.min(base.rows(), result.k() + result.k() / 4 + 8L);
    }

    /** Ranks the queries {@code [from, to)}. */
    void rank(long from, long to) {
        int[] answer = new int[Math.toIntExact((to - from) * asked)];
        Arrays.fill(answer, NeighborIndex.NONE);
        try {
            index.nearest(queries.slice(from, to).vectors(), asked, answer);
        } catch (SmoothieException e) {
            throw e;
        } catch (RuntimeException e) {
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
        var nearest = new Nearest(result.k() - first, Double.POSITIVE_INFINITY);
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

    /** How many neighbours were found, each another row of the base. */
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
                "the neighbour search '%s' %s is broken: for query %d it answers with %s; search exactly, or use another version of it"
                        .formatted(maker.name(), maker.version(), query, what));
    }

    /** Once all are ranked: the queries that are still without some of their neighbours, ascending. */
    long[] open() {
        return open.stream().asLongStream().toArray();
    }
}
