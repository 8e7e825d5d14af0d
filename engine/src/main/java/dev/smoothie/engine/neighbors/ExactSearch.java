package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Backend;
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
 * about {@code 16·k} bytes for each query.
 */
public final class ExactSearch {
    /** The most rows of a block: the matrix product of 512 by 512 is as fast as any, of 256 by 256 a twelfth slower. */
    private static final int LARGEST_BLOCK = 512;
    private static final int SMALLEST_BLOCK = 128;

    private final Backend backend;
    private final Workers workers;
    private final Embeddings base;
    private final Embeddings queries;
    private final boolean self;
    private final int k;
    private final int blockRows;
    private CentredRows centredBase;
    private CentredRows centredQueries;

    private ExactSearch(Embeddings queries, Embeddings base, boolean self, int k, Backend backend, Workers workers) {
        this.backend = backend;
        this.workers = workers;
        this.base = base;
        this.queries = queries;
        this.self = self;
        this.k = k;
        this.blockRows = blockRows(queries.rows(), workers.threads());
    }

    /** The largest blocks of which there are enough to keep the threads equally busy. */
    private static int blockRows(long rows, int threads) {
        int block = LARGEST_BLOCK;
        while (block > SMALLEST_BLOCK && rows < 4L * threads * block) {
            block /= 2;
        }
        return block;
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
            workers.forBlocks(queries.rows(), blockRows, (from, to) -> rank((int) from, (int) to,
                    candidates[(int) (from / blockRows)], searched, bounds, result));
        }
        searchAgain(bounds, searched, result);
        return result;
    }

    /** Looks at every pair of blocks once. In a search among itself a tile serves its rows and its columns. */
    private Candidates[] screen(Arena scratch, int keep) {
        int queryBlocks = Math.ceilDiv(centredQueries.size(), blockRows);
        int baseBlocks = Math.ceilDiv(centredBase.size(), blockRows);
        Candidates[] candidates = new Candidates[queryBlocks];
        for (int block = 0; block < queryBlocks; block++) {
            int rows = Math.min(blockRows, centredQueries.size() - block * blockRows);
            candidates[block] = new Candidates(scratch, rows, keep);
        }
        int panel = panelBlocks(queryBlocks);
        workers.forBlocks(queryBlocks, panel, (from, to) -> {
            try (Arena arena = Arena.ofConfined()) {
                var pass = new Pass(arena);
                QueryBlock[] blocks = new QueryBlock[(int) (to - from)];
                Arrays.setAll(blocks, i -> new QueryBlock(arena, (int) from + i));
                for (int other = self ? (int) from : 0; other < baseBlocks; other++) {
                    pass.loadBase(other * blockRows);
                    for (QueryBlock block : blocks) {
                        if (self && block.index < other) {
                            pass.offer(block, candidates[block.index], candidates[other]);
                        } else if (!self || block.index == other) {
                            pass.offer(block, candidates[block.index]);
                        }
                    }
                }
            }
        });
        return candidates;
    }

    /**
     * How many blocks of queries share a block of the base while it is loaded: up to four, which leaves the loading two in a
     * hundred of the time, as long as there is enough to do for all threads and 16 MB hold them.
     */
    private int panelBlocks(int queryBlocks) {
        long blocksOf16MB = (4L << 20) / Math.multiplyExact((long) blockRows, base.dimension());
        return Math.clamp(Math.min(queryBlocks / (8L * workers.threads()), blocksOf16MB), 1, 4);
    }

    /** A block of queries as the screen takes them. */
    private final class QueryBlock {
        private final int index;
        private final int[] ids;
        private final float[] terms = new float[blockRows];
        private final Screen screen = backend.screen(blockRows, base.dimension());

        /** Consecutive queries. */
        QueryBlock(Arena arena, int index) {
            this(arena, index, IntStream
                    .range(index * blockRows, Math.min((index + 1) * blockRows, centredQueries.size())).toArray());
        }

        QueryBlock(Arena arena, int index, int[] ids) {
            this.index = index;
            this.ids = ids;
            Embeddings rows = Embeddings.allocate(arena, ids.length, base.dimension());
            for (int row = 0; row < ids.length; row++) {
                centredQueries.load(ids[row], rows, row);
                terms[row] = centredQueries.term(ids[row]);
            }
            screen.load(rows, terms);
        }
    }

    /** One thread's scratch: a block of the base, and a tile for it and one block of queries at a time. */
    private final class Pass {
        private final Tile tile;
        private final Embeddings baseBlock;
        private final float[] baseTerms = new float[blockRows];
        private final int[] found = new int[blockRows];
        private int firstBase;
        private int baseRows;

        Pass(Arena arena) {
            tile = Tile.allocate(arena, blockRows);
            baseBlock = Embeddings.allocate(arena, blockRows, base.dimension());
        }

        void loadBase(int from) {
            firstBase = from;
            baseRows = Math.min(blockRows, centredBase.size() - from);
            for (int row = 0; row < baseRows; row++) {
                centredBase.load(from + row, baseBlock, row);
                baseTerms[row] = centredBase.term(from + row);
            }
        }

        private void computeKeys(QueryBlock block) {
            block.screen.keys(baseBlock.slice(0, baseRows), baseTerms, tile);
        }

        /** Offers the block of the base to the queries. */
        void offer(QueryBlock block, Candidates candidates) {
            computeKeys(block);
            synchronized (candidates) {
                for (int row = 0; row < block.ids.length; row++) {
                    // The first block a query meets has no threshold yet: parts that double keep what is refused cheap.
                    int to = candidates.threshold(row) == Float.POSITIVE_INFINITY ? Math.min(64, baseRows) : baseRows;
                    for (int from = 0; from < baseRows; from = to, to = Math.min(2 * to, baseRows)) {
                        offer(block, row, from, to, candidates);
                    }
                }
            }
        }

        private void offer(QueryBlock block, int row, int from, int to, Candidates candidates) {
            int count = block.screen.below(tile, row, from, to, candidates.threshold(row), found);
            for (int i = 0; i < count; i++) {
                if (!self || firstBase + found[i] != block.ids[row]) {
                    candidates.offer(row, firstBase + found[i], tile.get(row, found[i]));
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
                    for (int row = 0; row < block.ids.length; row++) {
                        int count = block.screen.below(tile, row, baseRows, ofRows.threshold(row),
                                ofColumns.thresholds(), found);
                        for (int i = 0; i < count; i++) {
                            float key = tile.get(row, found[i]);
                            ofRows.offer(row, firstBase + found[i], key);
                            ofColumns.offer(found[i], block.ids[row], key);
                        }
                    }
                }
            }
        }

        /** Measures every base row that its bound does not rule out for its query. */
        void measure(QueryBlock block, Nearest[] nearest) {
            computeKeys(block);
            for (int row = 0; row < block.ids.length; row++) {
                measure(block, row, nearest[row]);
            }
        }

        private void measure(QueryBlock block, int row, Nearest nearest) {
            double scale = centredBase.squaredScale();
            int count = block.screen.below(tile, row, 0, baseRows, Math.nextUp((float) (nearest.worst() * scale)),
                    found);
            for (int i = 0; i < count; i++) {
                int candidate = firstBase + found[i];
                boolean possible = tile.get(row, found[i]) <= nearest.worst() * scale;
                if (possible && (!self || candidate != block.ids[row])) {
                    nearest.offer(Distance.squared(queries, block.ids[row], base, candidate), candidate);
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
        workers.forBlocks(open.length, blockRows, (from, to) -> {
            int[] ids = Arrays.copyOfRange(open, (int) from, (int) to);
            Nearest[] nearest = new Nearest[ids.length];
            Arrays.setAll(nearest, row -> new Nearest(searched, bounds[ids[row]]));
            try (Arena arena = Arena.ofConfined()) {
                var pass = new Pass(arena);
                var block = new QueryBlock(arena, 0, ids);
                for (int first = 0; first < centredBase.size(); first += blockRows) {
                    pass.loadBase(first);
                    pass.measure(block, nearest);
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
