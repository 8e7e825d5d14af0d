package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.TileScreen;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.stream.IntStream;

/**
 * Holds one block of queries, centred, and loaded as the rows of a {@link dev.smoothie.core.compute.TileScreen} of its
 * own. It takes them from {@link CentredRows}; {@link BaseSweep} then compares it with one block of the base after the
 * other. Belongs to one thread.
 */
final class QueryBlock {
    private final int[] ids;
    private final TileScreen screen;

    private QueryBlock(CentredRows queries, int[] ids, Embeddings rows, TileScreen screen) {
        this.ids = ids;
        this.screen = screen;
        float[] terms = new float[ids.length];
        for (int row = 0; row < ids.length; row++) {
            terms[row] = queries.term(ids[row]);
        }
        screen.load(rows, terms);
    }

    /**
     * Loads queries {@code [from, to)}.
     *
     * @param arena
     *            owns the centred rows
     * @param most
     *            the most rows of a block of the base
     */
    static QueryBlock of(Arena arena, CentredRows queries, int from, int to, Backend backend, int most) {
        return new QueryBlock(queries, IntStream.range(from, to).toArray(),
                queries.load(from, to, queries.room(arena, to - from)), backend.screen(most, queries.dimension()));
    }

    /** Loads queries that need not follow each other, as in widening; {@code ids} is not copied. */
    static QueryBlock of(Arena arena, CentredRows queries, int[] ids, Backend backend, int most) {
        Embeddings rows = Embeddings.allocate(arena, ids.length, queries.dimension());
        for (int row = 0; row < ids.length; row++) {
            queries.load(ids[row], rows, row);
        }
        return new QueryBlock(queries, ids, rows, backend.screen(most, queries.dimension()));
    }

    int size() {
        return ids.length;
    }

    /** The index of the query in row {@code row} of this block. */
    int id(int row) {
        return ids[row];
    }

    TileScreen screen() {
        return screen;
    }
}
