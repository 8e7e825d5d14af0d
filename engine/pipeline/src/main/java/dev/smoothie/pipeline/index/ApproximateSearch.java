package dev.smoothie.pipeline.index;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds nearest neighbours by an index that a plugin builds. The index proposes more neighbours than are wanted, and
 * exact distances decide among them. Neighbours that it misses are lost; how many these are is measured and reported.
 * If it finds too few for a query, that query is searched exactly. The index of the base that was searched last is
 * kept; that base must stay readable until another is searched or this is closed. For use by one thread.
 */
public final class ApproximateSearch implements NeighborLookup, AutoCloseable {
    /** The number of queries that an index is given at once. */
    private static final int BLOCK = 256;
    /** The number of queries that are searched exactly at once: they are copied. */
    private static final int OPEN_AT_ONCE = 4096;

    private final NeighborSearch search;
    private final IndexMaker maker;
    private final Optional<Path> file;
    private final Consumer<IndexReport> reports;
    private final Consumer<String> notes;
    private Optional<Indexed> indexed = Optional.empty();

    /**
     * An index, and whether it was read from a file or built.
     *
     * @param file
     *            where it was read from or written to; empty if it is only in memory
     */
    private record Indexed(Embeddings base, NeighborIndex index, boolean loaded, double seconds, Optional<Path> file) {}

    /**
     * Makes a search by {@code search}, which the caller closes after this.
     *
     * @param maker
     *            identifies the search, its version and its options
     * @param file
     *            where the index of the base is kept; without one it is built in every run
     * @param reports
     *            receives a report for each base, after the first search of it
     * @param notes
     *            receives the reason why a file was not used or not written
     */
    public ApproximateSearch(NeighborSearch search, IndexMaker maker, Optional<Path> file,
            Consumer<IndexReport> reports, Consumer<String> notes) {
        this.search = Objects.requireNonNull(search, "search");
        this.maker = Objects.requireNonNull(maker, "maker");
        this.file = Objects.requireNonNull(file, "file");
        this.reports = Objects.requireNonNull(reports, "reports");
        this.notes = Objects.requireNonNull(notes, "notes");
    }

    /** The path of the index of the vectors in {@code vectors}: {@code X.npy.NAME}, beside them. */
    public static Path fileBeside(Path vectors, String name) {
        return vectors.resolveSibling(vectors.getFileName() + "." + name);
    }

    @Override
    public Neighbors among(Arena arena, Embeddings rows, int k, Backend backend, Workers workers) {
        // If one neighbour is wanted, or all are, there is nothing to search for.
        return k <= 1 || k >= rows.rows()
                ? ExactSearch.among(arena, rows, k, backend, workers)
                : search(arena, rows, rows, true, k, backend, workers);
    }

    @Override
    public Neighbors of(Arena arena, Embeddings queries, Embeddings base, int k, Backend backend, Workers workers) {
        if (queries.dimension() != base.dimension()) {
            throw new IllegalArgumentException("queries have dimension %d, the base has %d"
                    .formatted(queries.dimension(), base.dimension()));
        }
        return k < 1 || k >= base.rows() || queries.rows() == 0
                ? ExactSearch.of(arena, queries, base, k, backend, workers)
                : search(arena, queries, base, false, k, backend, workers);
    }

    private Neighbors search(Arena arena, Embeddings queries, Embeddings base, boolean itself, int k,
            Backend backend, Workers workers) {
        boolean first = indexed.isEmpty() || !indexed.get().base.equals(base);
        if (first) {
            base.requireFinite(workers);
            indexed.ifPresent(old -> old.index.close());
            indexed = Optional.empty();
            indexed = Optional.of(index(base, workers));
        }
        if (!itself) {
            queries.requireFinite(workers);
        }
        Indexed current = indexed.orElseThrow();
        long start = System.nanoTime();
        Neighbors result = Neighbors.allocate(arena, queries.rows(), k);
        var ranking = new IndexRanking(maker, current.index, queries, base, itself, result);
        int threads = Math.min(workers.threads(), Math.max(1, current.index.concurrency()));
        long block = Math.clamp(queries.rows() / (4L * threads), 1, BLOCK);
        new Workers(threads).forBlocks(queries.rows(), block, ranking::rank);
        long[] open = ranking.open();
        for (int from = 0; from < open.length; from += OPEN_AT_ONCE) {
            complete(Arrays.copyOfRange(open, from, Math.min(open.length, from + OPEN_AT_ONCE)), queries, base, itself,
                    result, backend, workers);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (first) {
            reports.accept(new IndexReport(search.description(), current.loaded, current.seconds, current.file,
                    queries.rows() / seconds, open.length, k,
                    Recall.of(queries, base, itself, result, backend, workers)));
        }
        return result;
    }

    /** Searches exactly for the queries for which the index found too few neighbours. */
    private static void complete(long[] rows, Embeddings queries, Embeddings base, boolean itself, Neighbors result,
            Backend backend, Workers workers) {
        int first = itself ? 1 : 0;
        try (Arena scratch = Arena.ofShared()) {
            Neighbors exact = ExactSearch.of(scratch, queries.gather(scratch, rows), base, result.k(), backend,
                    workers);
            for (int i = 0; i < rows.length; i++) {
                int rank = first;
                for (int at = 0; rank < result.k(); at++) {
                    // The query itself is in the first place already. If more than k rows are equal to it, it need not
                    // be found here.
                    if (!itself || exact.get(i, at) != rows[i]) {
                        result.set(rows[i], rank++, exact.get(i, at));
                    }
                }
            }
        }
    }

    private Indexed index(Embeddings base, Workers workers) {
        if (file.isEmpty()) {
            return build(base, Optional.empty());
        }
        var kept = new IndexFile(file.get(), maker, base.rows(), base.dimension(), VectorsDigest.of(base, workers));
        long start = System.nanoTime();
        return switch (kept.read(search, base)) {
            case IndexFile.Fits(NeighborIndex index) ->
                new Indexed(base, index, true, (System.nanoTime() - start) * 1e-9, file);
            case IndexFile.Absent _ -> build(base, Optional.of(kept));
            case IndexFile.Unfit(String reason) -> {
                notes.accept("%s is not used: %s; the index is built again".formatted(file.get(), reason));
                yield build(base, Optional.of(kept));
            }
        };
    }

    private Indexed build(Embeddings base, Optional<IndexFile> kept) {
        long start = System.nanoTime();
        NeighborIndex index;
        try {
            index = Objects.requireNonNull(search.build(PluginVectors.of(base)), "build returned null");
        } catch (SmoothieException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new SmoothieException("the neighbour search '%s' %s cannot build an index of [%d, %d]: %s".formatted(
                    maker.name(), maker.version(), base.rows(), base.dimension(), e), e);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Optional<String> unsaved = kept.flatMap(place -> place.write(index));
        unsaved.ifPresent(reason -> notes.accept("the index is not saved: " + reason));
        return new Indexed(base, index, false, seconds, unsaved.isPresent() ? Optional.empty() : file);
    }

    /** Closes the index. */
    @Override
    public void close() {
        indexed.ifPresent(current -> current.index.close());
        indexed = Optional.empty();
    }
}
