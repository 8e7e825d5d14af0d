package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.CudaBackend;
import dev.smoothie.engine.compute.Distance;
import dev.smoothie.engine.compute.Screen;
import dev.smoothie.engine.compute.Tile;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Exact nearest neighbours by L2 distance: screen, re-rank, certify (see the package page). The answer depends on the data
 * alone, not on backend, block size or threads. Scratch: two blocks of rows and one tile for each thread, and the candidates,
 * about {@code 12·k} bytes for each query.
 */
public final class ExactSearch {
    /** Rows of a block: 256·d floats stay in the second-level cache together with the tile for d up to about 1000. */
    private static final int BLOCK = 256;

    private final Backend backend;
    private final Workers workers;
    private final Embeddings base;
    private final Embeddings queries;
    private final boolean self;
    private final int k;
    private CentredRows centredBase;
    private CentredRows centredQueries;

    private ExactSearch(Embeddings queries, Embeddings base, boolean self, int k, Backend backend, Workers workers) {
        this.backend = backend;
        this.workers = workers;
        this.base = base;
        this.queries = queries;
        this.self = self;
        this.k = k;
    }

    /**
     * The k nearest rows of each row among all rows, itself always the first.
     *
     * @param arena
     *            owns the result
     * @param rows
     *            {@code [n, d]}, all finite
     * @param k
     *            how many, at least 1; more than n means n
     */
    public static Neighbors among(Arena arena, Embeddings rows, int k, Backend backend, Workers workers) {
        return new ExactSearch(rows, rows, true, k, backend, workers).run(arena);
    }

    /**
     * The k nearest base rows of each query.
     *
     * @param arena
     *            owns the result
     * @param queries
     *            {@code [q, d]}, all finite
     * @param base
     *            {@code [n, d]}, all finite, n at least 1
     * @param k
     *            how many, at least 1; more than n means n
     */
    public static Neighbors of(Arena arena, Embeddings queries, Embeddings base, int k, Backend backend,
            Workers workers) {
        if (queries.dimension() != base.dimension()) {
            throw new IllegalArgumentException("queries have dimension %d, the base has %d"
                    .formatted(queries.dimension(), base.dimension()));
        }
        return new ExactSearch(queries, base, false, k, backend, workers).run(arena);
    }

    private Neighbors run(Arena arena) {
        if (k < 1 || base.rows() < 1) {
            throw new IllegalArgumentException("neighbours need k >= 1 and a base, got k=%d, base [%d, %d]"
                    .formatted(k, base.rows(), base.dimension()));
        }
        int wanted = (int) Math.min(k, base.rows());
        Neighbors result = Neighbors.allocate(arena, queries.rows(), wanted);
        if (backend instanceof CudaBackend cuda
                && cuda.search(queries, base, self, wanted, workers, result.segment()).isPresent()) {
            return result;
        }
        var centre = self ? CentredRows.Centre.of(base, workers) : CentredRows.Centre.of(base, queries, workers);
        double error = backend.screen(1, base.dimension()).errorBound();
        centredBase = CentredRows.of(base, centre, error, workers);
        centredQueries = self ? centredBase : CentredRows.of(queries, centre, error, workers);
        // The sample itself needs no search; a few more than asked for, so that the certificate has a gap to find.
        int searched = self ? wanted - 1 : wanted;
        if (searched == 0) {
            workers.forBlocks(result.rows(), 1 << 16, (from, to) -> {
                for (long row = from; row < to; row++) {
                    result.set(row, 0, (int) row);
                }
            });
            return result;
        }
        double[] bounds = new double[centredQueries.size()];
        try (Arena scratch = Arena.ofShared()) {
            Candidates[] candidates = screen(scratch, searched + 8 + searched / 4);
            workers.forBlocks(queries.rows(), BLOCK,
                    (from, to) -> rank((int) from, (int) to, candidates[(int) (from / BLOCK)], searched, bounds,
                            result));
        }
        searchAgain(bounds, searched, result);
        return result;
    }

    /** Looks at every pair of blocks once. In a search among itself a tile serves its rows and its columns. */
    private Candidates[] screen(Arena scratch, int keep) {
        int queryBlocks = Math.ceilDiv(centredQueries.size(), BLOCK);
        int baseBlocks = Math.ceilDiv(centredBase.size(), BLOCK);
        Candidates[] candidates = new Candidates[queryBlocks];
        for (int block = 0; block < queryBlocks; block++) {
            candidates[block] = new Candidates(scratch, Math.min(BLOCK, centredQueries.size() - block * BLOCK), keep);
        }
        workers.forBlocks(queryBlocks, 1, (block, _) -> {
            try (Arena arena = Arena.ofConfined()) {
                var pass = new Pass(arena);
                pass.loadQueries(
                        IntStream.range((int) block * BLOCK, Math.min(((int) block + 1) * BLOCK, centredQueries.size()))
                                .toArray());
                for (int other = self ? (int) block : 0; other < baseBlocks; other++) {
                    pass.loadBase(other * BLOCK);
                    pass.offerRows(candidates[(int) block]);
                    if (self && other != block) {
                        pass.offerColumns(candidates[other]);
                    }
                }
            }
        });
        return candidates;
    }

    /** One thread's scratch and the pair of blocks that is in it. */
    private final class Pass {
        private final int d = base.dimension();
        private final Screen screen = backend.screen(BLOCK, d);
        private final Tile tile;
        private final Embeddings queryBlock;
        private final Embeddings baseBlock;
        private final float[] queryTerms = new float[BLOCK];
        private final float[] baseTerms = new float[BLOCK];
        private final int[] found = new int[BLOCK];
        private final float[] row = new float[d];
        private int[] ids;
        private int firstBase;
        private int baseRows;

        Pass(Arena arena) {
            tile = Tile.allocate(arena, BLOCK);
            queryBlock = Embeddings.allocate(arena, BLOCK, d);
            baseBlock = Embeddings.allocate(arena, BLOCK, d);
        }

        void loadQueries(int[] queryIds) {
            ids = queryIds;
            screen.load(centredQueries.load(ids, queryBlock, queryTerms, row), queryTerms);
        }

        /** Loads a block of the base and computes the keys of all pairs. */
        void loadBase(int from) {
            firstBase = from;
            baseRows = Math.min(BLOCK, centredBase.size() - from);
            Embeddings block = centredBase.load(IntStream.range(from, from + baseRows).toArray(), baseBlock, baseTerms,
                    row);
            screen.keys(block, baseTerms, tile);
        }

        void offerRows(Candidates candidates) {
            synchronized (candidates) {
                for (int row = 0; row < ids.length; row++) {
                    int count = screen.below(tile, row, baseRows, candidates.threshold(row), found);
                    for (int i = 0; i < count; i++) {
                        if (!self || firstBase + found[i] != ids[row]) {
                            candidates.offer(row, firstBase + found[i], tile.get(row, found[i]));
                        }
                    }
                }
            }
        }

        void offerColumns(Candidates candidates) {
            synchronized (candidates) {
                for (int row = 0; row < ids.length; row++) {
                    int count = screen.below(tile, row, baseRows, candidates.thresholds(), found);
                    for (int i = 0; i < count; i++) {
                        candidates.offer(found[i], ids[row], tile.get(row, found[i]));
                    }
                }
            }
        }

        /** Measures every base row of the block that its bound does not rule out for the query in row {@code row}. */
        void measure(int row, Nearest nearest) {
            double scale = centredBase.squaredScale();
            int count = screen.below(tile, row, baseRows, Math.nextUp((float) (nearest.worst() * scale)), found);
            for (int i = 0; i < count; i++) {
                int candidate = firstBase + found[i];
                boolean possible = tile.get(row, found[i]) <= nearest.worst() * scale;
                if (possible && (!self || candidate != ids[row])) {
                    nearest.offer(Distance.squared(queries, ids[row], base, candidate), candidate);
                }
            }
        }
    }

    /**
     * Orders the candidates of queries {@code [from, to)} by exact distance, in the order of their keys and no further than
     * those can matter. A query whose k-th distance is below the key of everything that was not a candidate is done: its
     * bound becomes NaN. For the others the k-th distance is the bound.
     */
    private void rank(int from, int to, Candidates candidates, int searched, double[] bounds, Neighbors result) {
        double scale = centredBase.squaredScale();
        long[] sorted = new long[candidates.capacity()];
        for (int query = from; query < to; query++) {
            var nearest = new Nearest(searched, Double.POSITIVE_INFINITY);
            int count = candidates.sorted(query - from, sorted);
            for (int i = 0; i < count && Candidates.key(sorted[i]) <= nearest.worst() * scale; i++) {
                int row = Candidates.row(sorted[i]);
                nearest.offer(Distance.squared(queries, query, base, row), row);
            }
            // An infinite threshold means that no base row was refused or forgotten.
            boolean certified = nearest.worst() * scale < candidates.threshold(query - from)
                    || candidates.threshold(query - from) == Float.POSITIVE_INFINITY;
            bounds[query] = certified ? Double.NaN : nearest.worst();
            if (certified) {
                store(query, nearest, result);
            }
        }
    }

    /** One more pass over the base for the queries that still have a bound. */
    private void searchAgain(double[] bounds, int searched, Neighbors result) {
        int[] open = IntStream.range(0, bounds.length).filter(query -> !Double.isNaN(bounds[query])).toArray();
        workers.forBlocks(open.length, BLOCK, (from, to) -> {
            int[] ids = Arrays.copyOfRange(open, (int) from, (int) to);
            Nearest[] nearest = new Nearest[ids.length];
            Arrays.setAll(nearest, row -> new Nearest(searched, bounds[ids[row]]));
            try (Arena arena = Arena.ofConfined()) {
                var pass = new Pass(arena);
                pass.loadQueries(ids);
                for (int block = 0; block < centredBase.size(); block += BLOCK) {
                    pass.loadBase(block);
                    for (int row = 0; row < ids.length; row++) {
                        pass.measure(row, nearest[row]);
                    }
                }
            }
            for (int row = 0; row < ids.length; row++) {
                store(ids[row], nearest[row], result);
            }
        });
    }

    private void store(int query, Nearest nearest, Neighbors result) {
        int own = self ? 1 : 0;
        if (self) {
            result.set(query, 0, query);
        }
        for (int rank = 0; rank < result.k() - own; rank++) {
            result.set(query, own + rank, nearest.row(rank));
        }
    }
}
