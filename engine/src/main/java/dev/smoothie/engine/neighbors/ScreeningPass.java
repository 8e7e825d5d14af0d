package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Distance;
import dev.smoothie.engine.compute.Tile;
import dev.smoothie.engine.data.Embeddings;
import java.lang.foreign.Arena;

/**
 * One thread's way through the base: a block of it at a time, and a tile of keys for it and one block of queries. In a search
 * among itself no query is shown to itself.
 */
final class ScreeningPass {
    private final CentredRows queries;
    private final CentredRows base;
    private final Tile tile;
    private final Embeddings room;
    private final float[] baseTerms;
    private final int[] found;
    private Embeddings baseBlock;
    private int firstBase;
    private int baseRows;

    /**
     * Room for blocks of {@code blockRows}.
     *
     * @param arena
     *            owns the scratch
     * @param queries
     *            the same object as {@code base} in a search among itself
     */
    ScreeningPass(Arena arena, CentredRows queries, CentredRows base, int blockRows) {
        this.queries = queries;
        this.base = base;
        this.tile = Tile.allocate(arena, blockRows);
        this.room = base.room(arena, blockRows);
        this.baseBlock = room;
        this.baseTerms = new float[blockRows];
        this.found = new int[blockRows];
    }

    void loadBase(int from) {
        firstBase = from;
        baseRows = Math.min(baseTerms.length, base.size() - from);
        baseBlock = base.load(from, from + baseRows, room);
        for (int row = 0; row < baseRows; row++) {
            baseTerms[row] = base.term(from + row);
        }
    }

    private void computeKeys(QueryBlock block) {
        block.screen().keys(baseBlock, baseTerms, tile);
    }

    private boolean isItself(int query, int row) {
        return queries == base && query == row;
    }

    /** Offers the block of the base to the queries. */
    void offer(QueryBlock block, Candidates candidates) {
        computeKeys(block);
        synchronized (candidates) {
            for (int row = 0; row < block.size(); row++) {
                if (candidates.threshold(row) == Float.POSITIVE_INFINITY && baseRows > candidates.capacity()) {
                    // Most of the first block that a query meets can be refused at once. One more for the query itself.
                    candidates.refuse(row, block.screen().threshold(tile, row, baseRows, candidates.keep() + 1,
                            candidates.keep() + candidates.keep() / 4));
                }
                int count = block.screen().below(tile, row, baseRows, candidates.threshold(row), found);
                for (int i = 0; i < count; i++) {
                    int candidate = firstBase + found[i];
                    if (!isItself(block.id(row), candidate)) {
                        candidates.offer(row, candidate, tile.get(row, found[i]));
                    }
                }
            }
        }
    }

    /**
     * Offers two different blocks to each other in one look at the tile. The earlier block is always entered first, so that
     * threads cannot wait for each other in a ring.
     */
    void offer(QueryBlock block, Candidates ofRows, Candidates ofColumns) {
        computeKeys(block);
        synchronized (ofRows) {
            synchronized (ofColumns) {
                for (int row = 0; row < block.size(); row++) {
                    int count = block.screen().below(tile, row, baseRows, ofRows.threshold(row),
                            ofColumns.thresholds(), found);
                    for (int i = 0; i < count; i++) {
                        float key = tile.get(row, found[i]);
                        ofRows.offer(row, firstBase + found[i], key);
                        ofColumns.offer(found[i], block.id(row), key);
                    }
                }
            }
        }
    }

    /** Measures every base row that its key does not rule out for its query. */
    void measure(QueryBlock block, Nearest[] nearest) {
        computeKeys(block);
        for (int row = 0; row < block.size(); row++) {
            measure(block, row, nearest[row]);
        }
    }

    private void measure(QueryBlock block, int row, Nearest nearest) {
        double scale = base.squaredScale();
        int query = block.id(row);
        float limit = Math.nextUp((float) (nearest.worst() * scale));
        int count = block.screen().below(tile, row, baseRows, limit, found);
        for (int i = 0; i < count; i++) {
            int candidate = firstBase + found[i];
            boolean possible = tile.get(row, found[i]) <= nearest.worst() * scale;
            if (possible && !isItself(query, candidate)) {
                nearest.offer(Distance.squared(queries.rows(), query, base.rows(), candidate), candidate);
            }
        }
    }
}
