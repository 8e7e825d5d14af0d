package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Tile;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Goes through the base block by block, for one thread of a search: it loads a block of base rows, has the
 * {@link QueryBlock}'s screen compute the keys of the tile of both blocks, and passes keys that are small enough on. In
 * the first pass they go to {@link CandidateKeys}; when queries are widened, the rows are measured and go to
 * {@link NearestRows}. {@link ExactSearch} opens one for each task. In a search among itself no query meets its own
 * row.
 */
final class BaseSweep {
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
     * Allocates scratch memory for blocks of {@code blockRows}.
     *
     * @param arena
     *            owns the scratch
     * @param queries
     *            the same object as {@code base} in a search among itself
     */
    BaseSweep(Arena arena, CentredRows queries, CentredRows base, int blockRows) {
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

    /**
     * Computes the tile of the queries and the loaded base block, and offers its keys to the candidates of the queries.
     */
    void offer(QueryBlock block, CandidateKeys candidates) {
        computeKeys(block);
        synchronized (candidates) {
            for (int row = 0; row < block.size(); row++) {
                if (candidates.threshold(row) == Float.POSITIVE_INFINITY && baseRows > candidates.capacity()) {
                    // A threshold from the first block refuses most of that block at once. One more for the query
                    // itself.
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
     * Computes the tile of two different blocks of a search among itself, and offers each key twice: to the candidates
     * of its row and to those of its column. Every thread locks the earlier block first, so that no two can wait for
     * each other.
     */
    void offer(QueryBlock block, CandidateKeys ofRows, CandidateKeys ofColumns) {
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

    /** The rows of the loaded block whose keys with the only query of {@code block} are below the limit. */
    int[] below(QueryBlock block, float limit) {
        computeKeys(block);
        int count = block.screen().below(tile, 0, baseRows, limit, found);
        int[] rows = new int[count];
        Arrays.setAll(rows, i -> firstBase + found[i]);
        return rows;
    }

    /**
     * Measures every base row of the loaded block that its key does not rule out, and offers it to the query's nearest.
     */
    void measure(QueryBlock block, NearestRows[] nearest) {
        computeKeys(block);
        for (int row = 0; row < block.size(); row++) {
            measure(block, row, nearest[row]);
        }
    }

    private void measure(QueryBlock block, int row, NearestRows nearest) {
        double scale = base.squaredScale();
        int query = block.id(row);
        float limit = Math.nextUp((float) (nearest.worst() * scale));
        int count = block.screen().below(tile, row, baseRows, limit, found);
        for (int i = 0; i < count; i++) {
            int candidate = firstBase + found[i];
            boolean possible = tile.get(row, found[i]) <= nearest.worst() * scale;
            if (possible && !isItself(query, candidate)) {
                nearest.offer(queries.squaredDistance(query, base, candidate), candidate);
            }
        }
    }
}
