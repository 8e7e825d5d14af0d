package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.JobOutcome;
import dev.smoothie.core.neighbors.Crowds.Crowd;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds exact nearest neighbours by Euclidean distance. It runs all steps (screen, re-rank, certify, widen: see the
 * package page) and divides them among threads; callers reach it through {@link NeighborLookup}. The answer depends on
 * the data alone, not on backend, block size or threads. Scratch memory: up to five blocks of rows and one tile for
 * each thread, below 64 MB for d up to 4096, and the candidates, about {@code 16·k} bytes for each query from k = 100
 * on, and 520 at k = 20.
 */
public final class ExactSearch {
    /** The most rows of a block: the matrix product of 512 by 512 is as fast as any, of 256 by 256 a twelfth slower. */
    private static final int LARGEST_BLOCK = 512;
    /** The least rows of a block: a fifth slower, so taken only where threads would be idle otherwise. */
    private static final int SMALLEST_BLOCK = 128;

    private final Backend backend;
    private final Workers workers;
    private final CentredRows base;
    private final CentredRows queries;
    /** Neighbours of a query besides itself. */
    private final int wanted;
    private final int blockRows;

    private ExactSearch(CentredRows queries, CentredRows base, int k, Backend backend, Workers workers) {
        this.backend = backend;
        this.workers = workers;
        this.base = base;
        this.queries = queries;
        this.wanted = Math.min(k, base.size()) - (itself() ? 1 : 0);
        this.blockRows = blockRows(queries.size(), workers.threads());
    }

    /** The largest block size that leaves at least two blocks for each thread, so that the threads are equally busy. */
    private static int blockRows(long rows, int threads) {
        int block = LARGEST_BLOCK;
        while (block > SMALLEST_BLOCK && Math.ceilDiv(rows, block) < 2L * threads) {
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
     *            {@code [n, d]}
     * @param k
     *            how many, at least 1; more than n means n
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row that is not finite
     */
    public static Neighbors among(Arena arena, Embeddings rows, int k, Backend backend, Workers workers) {
        Neighbors result = allocate(arena, rows, rows, k);
        JobOutcome outcome = backend.search(rows, rows, true, result.k(), workers, result.segment());
        if (outcome.done()) {
            return result.decided(outcome.decisions());
        }
        var centre = CentredRows.Centre.of(rows, workers);
        double error = backend.screen(1, rows.dimension()).errorBound();
        try (Arena scratch = Arena.ofShared()) {
            var centred = CentredRows.of(scratch, DistinctRows.of(rows, workers), centre, error, workers);
            new ExactSearch(centred, centred, result.k(), backend, workers).find(scratch, result);
            return result.decided(outcome.decisions());
        }
    }

    /**
     * The k nearest base rows of each query.
     *
     * @param arena
     *            owns the result
     * @param queries
     *            {@code [q, d]}
     * @param base
     *            {@code [n, d]}, n at least 1
     * @param k
     *            how many, at least 1; more than n means n
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row of the base that is not finite, or else the first such query
     */
    public static Neighbors of(Arena arena, Embeddings queries, Embeddings base, int k, Backend backend,
            Workers workers) {
        if (queries.dimension() != base.dimension()) {
            throw new IllegalArgumentException("queries have dimension %d, the base has %d"
                    .formatted(queries.dimension(), base.dimension()));
        }
        Neighbors result = allocate(arena, queries, base, k);
        JobOutcome outcome = backend.search(queries, base, false, result.k(), workers, result.segment());
        if (outcome.done()) {
            return result.decided(outcome.decisions());
        }
        var centre = CentredRows.Centre.of(base, queries, workers);
        double error = backend.screen(1, base.dimension()).errorBound();
        try (Arena scratch = Arena.ofShared()) {
            var centred = CentredRows.of(scratch, DistinctRows.of(queries, workers), centre, error, workers);
            var centredBase = CentredRows.of(scratch, DistinctRows.of(base, workers), centre, error, workers);
            new ExactSearch(centred, centredBase, result.k(), backend, workers).find(scratch, result);
            return result.decided(outcome.decisions());
        }
    }

    private static Neighbors allocate(Arena arena, Embeddings queries, Embeddings base, int k) {
        if (k < 1 || base.rows() < 1) {
            throw new IllegalArgumentException("neighbours need k >= 1 and a base, got k=%d, base [%d, %d]"
                    .formatted(k, base.rows(), base.dimension()));
        }
        return Neighbors.allocate(arena, queries.rows(), (int) Math.min(k, base.rows()));
    }

    /** Whether the queries are the base, and each query its own first neighbour. */
    private boolean itself() {
        return queries == base;
    }

    /** Finds neighbours among distinct rows, and puts the rows that are equal to them back. */
    private void find(Arena scratch, Neighbors result) {
        if (queries.distinct().areAll() && base.distinct().areAll()) {
            findAmongDistinct(scratch, result);
        } else {
            Neighbors found = Neighbors.allocate(scratch, queries.size(), Math.min(result.k(), base.size()));
            findAmongDistinct(scratch, found);
            new GroupedNeighbors(queries, base, found, result).write(workers);
        }
    }

    private void findAmongDistinct(Arena scratch, Neighbors result) {
        int rows = queries.size();
        double[] bounds = new double[rows];
        // A few more than asked for: the farther the last candidate, the more queries are certified.
        CandidateKeys[] candidates = wanted == 0 ? null : screen(scratch, wanted + 8 + wanted / 4);
        workers.forBlocks(rows, blockRows, (from, to) -> {
            if (itself()) {
                for (long query = from; query < to; query++) {
                    result.set(query, 0, (int) query);
                }
            }
            if (candidates != null) {
                new CertifiedRanking(queries, base, wanted, result).rank((int) from,
                        candidates[(int) (from / blockRows)],
                        bounds);
            }
        });
        if (wanted > 0) {
            int[] open = open(bounds);
            if (itself() && open.length >= Crowds.FEWEST) {
                searchCrowds(bounds, result);
                open = open(bounds);
            }
            searchAgain(open, bounds, result);
        }
    }

    /** The queries that were not certified. */
    private static int[] open(double[] bounds) {
        return IntStream.range(0, bounds.length).filter(query -> !Double.isNaN(bounds[query])).toArray();
    }

    /** Searches crowds by themselves, and finishes the queries whose neighbours are all in one. */
    private void searchCrowds(double[] bounds, Neighbors result) {
        var crowds = new Crowds(base, backend, workers, blockRows);
        for (var next = crowds.next(bounds); next.isPresent(); next = crowds.next(bounds)) {
            search(next.get(), bounds, result);
        }
    }

    private void search(Crowd crowd, double[] bounds, Neighbors result) {
        int[] members = crowd.members();
        try (Arena scratch = Arena.ofShared()) {
            CentredRows rows = base.around(scratch, crowd.centre(), members, workers);
            Neighbors found = Neighbors.allocate(scratch, members.length, wanted + 1);
            new ExactSearch(rows, rows, found.k(), backend, workers).findAmongDistinct(scratch, found);
            for (int member : crowd.inside()) {
                for (int rank = 1; rank < found.k(); rank++) {
                    result.set(members[member], rank, members[found.get(member, rank)]);
                }
                bounds[members[member]] = Double.NaN;
            }
        }
    }

    /**
     * Screens every pair of blocks once. In a search among itself one tile has the keys of its rows and of its columns,
     * so half of the tiles are enough. There each block is first compared with itself: then every query has a threshold
     * when it meets the others.
     */
    private CandidateKeys[] screen(Arena scratch, int keep) {
        int queryBlocks = Math.ceilDiv(queries.size(), blockRows);
        int baseBlocks = Math.ceilDiv(base.size(), blockRows);
        CandidateKeys[] candidates = new CandidateKeys[queryBlocks];
        for (int block = 0; block < queryBlocks; block++) {
            candidates[block] = new CandidateKeys(scratch, Math.min(blockRows, queries.size() - block * blockRows),
                    keep);
        }
        int alone = itself() ? queryBlocks : 0;
        int panel = panelBlocks(queryBlocks);
        workers.forBlocks(alone + Math.ceilDiv(queryBlocks, panel), 1, (task, _) -> {
            int first = task < alone ? (int) task : (int) (task - alone) * panel;
            int last = task < alone ? first : Math.min(first + panel, queryBlocks) - 1;
            try (Arena arena = Arena.ofConfined()) {
                var pass = new BaseSweep(arena, queries, base, blockRows);
                QueryBlock[] blocks = new QueryBlock[last - first + 1];
                Arrays.setAll(blocks, i -> queryBlock(arena, first + i));
                int end = task < alone ? first + 1 : baseBlocks;
                for (int other = itself() ? first : 0; other < end; other++) {
                    pass.loadBase(other * blockRows);
                    for (int i = 0; i < blocks.length; i++) {
                        if (itself() && first + i < other) {
                            pass.offer(blocks[i], candidates[first + i], candidates[other]);
                        } else if (!itself() || task < alone) {
                            pass.offer(blocks[i], candidates[first + i]);
                        }
                    }
                }
            }
        });
        return candidates;
    }

    private QueryBlock queryBlock(Arena arena, int index) {
        int from = index * blockRows;
        int to = Math.min(from + blockRows, queries.size());
        return QueryBlock.of(arena, queries, from, to, backend, blockRows);
    }

    /**
     * How many blocks of queries share a block of the base while it is loaded: up to four, with which loading takes two
     * in a hundred of the time, as long as there is enough to do for all threads and the blocks fit 16 MB.
     */
    private int panelBlocks(int queryBlocks) {
        long blocksOf16MB = (4L << 20) / Math.multiplyExact((long) blockRows, base.dimension());
        return Math.clamp(Math.min(queryBlocks / (8L * workers.threads()), blocksOf16MB), 1, 4);
    }

    /** Widens: goes over the base once more for the queries that were not certified. */
    private void searchAgain(int[] open, double[] bounds, Neighbors result) {
        workers.forBlocks(open.length, blockRows, (from, to) -> {
            int[] ids = Arrays.copyOfRange(open, (int) from, (int) to);
            NearestRows[] nearest = new NearestRows[ids.length];
            Arrays.setAll(nearest, row -> new NearestRows(wanted, bounds[ids[row]]));
            try (Arena arena = Arena.ofConfined()) {
                var pass = new BaseSweep(arena, queries, base, blockRows);
                var block = QueryBlock.of(arena, queries, ids, backend, blockRows);
                for (int first = 0; first < base.size(); first += blockRows) {
                    pass.loadBase(first);
                    pass.measure(block, nearest);
                }
            }
            for (int row = 0; row < ids.length; row++) {
                for (int rank = 0; rank < wanted; rank++) {
                    result.set(ids[row], result.k() - wanted + rank, nearest[row].row(rank));
                }
            }
        });
    }
}
