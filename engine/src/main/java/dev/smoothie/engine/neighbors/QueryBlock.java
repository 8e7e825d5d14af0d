package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Screen;
import dev.smoothie.engine.data.Embeddings;
import java.lang.foreign.Arena;
import java.util.stream.IntStream;

/** A block of queries, centred and loaded into a screen of its own. Belongs to one thread. */
final class QueryBlock {
    private final int[] ids;
    private final Screen screen;

    private QueryBlock(CentredRows queries, int[] ids, Embeddings rows, Screen screen) {
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

    /** Loads any queries; {@code ids} is not copied. */
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

    /** The query in row {@code row}. */
    int id(int row) {
        return ids[row];
    }

    Screen screen() {
        return screen;
    }
}
