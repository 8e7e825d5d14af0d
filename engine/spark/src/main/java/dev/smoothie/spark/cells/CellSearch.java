package dev.smoothie.spark.cells;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spark.estimates.RowBlock;
import java.lang.foreign.Arena;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.Function;

/**
 * Searches one cell exactly: its own samples among themselves and those of the cells next to it.
 *
 * @param neighbors
 *            k, each sample itself among them
 * @param queries
 *            ids of the samples by which the recall is measured
 */
record CellSearch(int neighbors, Set<String> queries) implements Function<Iterable<CellPart>, CellResult> {

    @Override
    public CellResult call(Iterable<CellPart> parts) {
        RowBlock own = sorted(parts, true);
        if (own.size() == 0) {
            return new CellResult(own, Map.of());
        }
        RowBlock all = RowBlock.concatenated(Stream.of(own, sorted(parts, false)).toList());
        Backend backend = Backends.choose("auto").backend();
        try (Arena arena = Arena.ofShared()) {
            Embeddings base = all.vectors(arena);
            Neighbors found = ExactSearch.of(arena, base.slice(0, own.size()), base, neighbors, backend,
                    new Workers(1));
            putFirst(found);
            Matrix y = Matrix.allocate(arena, all.size(), all.generators());
            y.write(0, all.size(), all.y());
            double[] errors = new double[own.y().length];
            LocalEstimate.of(arena, y, found, found.k(), backend, new Workers(1)).errors().read(0, own.size(), errors);
            return new CellResult(new RowBlock(own.ids(), own.states(), errors, new float[0]),
                    distances(own, base, found));
        }
    }

    /** In the order of ids, which is the same however samples came here: equal distances go by it. */
    private static RowBlock sorted(Iterable<CellPart> parts, boolean own) {
        RowBlock all = RowBlock.concatenated(StreamSupport.stream(parts.spliterator(), false)
                .filter(part -> part.own() == own).map(CellPart::samples).toList());
        return all.only(IntStream.range(0, all.size()).boxed().sorted(Comparator.comparing(i -> all.ids()[i]))
                .mapToInt(Integer::intValue).toArray());
    }

    /** A sample is its own first neighbour, also where more than k are equal to it. */
    private static void putFirst(Neighbors found) {
        for (int query = 0; query < found.rows(); query++) {
            int itself = query;
            int[] row = found.row(query);
            int place = IntStream.range(0, row.length).filter(rank -> row[rank] == itself).findFirst()
                    .orElse(row.length - 1);
            for (int rank = place; rank > 0; rank--) {
                found.set(query, rank, row[rank - 1]);
            }
            found.set(query, 0, itself);
        }
    }

    private Map<String, double[]> distances(RowBlock own, Embeddings base, Neighbors found) {
        Map<String, double[]> distances = new HashMap<>();
        for (int query = 0; query < own.size(); query++) {
            if (queries.contains(own.ids()[query])) {
                distances.put(own.ids()[query], Recall.distances(base, query, base, found.row(query)));
            }
        }
        return distances;
    }
}
