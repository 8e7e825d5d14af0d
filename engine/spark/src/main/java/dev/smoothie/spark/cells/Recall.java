package dev.smoothie.spark.cells;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.compute.PlainDistance;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spark.estimates.RowBlock;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Which share of the true neighbours of some samples was found, from distances alone: neighbours at one distance are one. */
final class Recall {

    private Recall() {}

    /** The squared distances of a query to some rows, ascending. */
    static double[] distances(Embeddings queries, long query, Embeddings base, int[] rows) {
        var distance = new PlainDistance();
        float[] from = new float[base.dimension()];
        float[] to = new float[base.dimension()];
        queries.read(query, from);
        return Arrays.stream(rows).mapToDouble(row -> {
            base.read(row, to);
            return distance.squared(from, to);
        }).sorted().toArray();
    }

    /** The squared distances of each query to its k nearest among all samples: each partition is searched once. */
    static double[][] exact(JavaRDD<RowBlock> blocks, List<SampledInput> queries, int k) {
        float[][] vectors = queries.stream().map(SampledInput::vector).toArray(float[][]::new);
        Broadcast<float[][]> sent = JavaSparkContext.fromSparkContext(blocks.context()).broadcast(vectors);
        double[][] nearest = blocks.treeAggregate(new double[vectors.length][0],
                (found, block) -> merged(found, nearest(sent.value(), block, k), k), (a, b) -> merged(a, b, k));
        sent.destroy();
        return nearest;
    }

    private static double[][] nearest(float[][] queries, RowBlock block, int k) {
        if (block.size() == 0) {
            return new double[queries.length][0];
        }
        Backend backend = Backends.choose("auto").backend();
        try (Arena arena = Arena.ofShared()) {
            Embeddings from = Embeddings.copyOf(arena, queries);
            Embeddings base = block.vectors(arena);
            Neighbors found = ExactSearch.of(arena, from, base, k, backend, new Workers(1));
            return IntStream.range(0, queries.length)
                    .mapToObj(query -> distances(from, query, base, found.row(query))).toArray(double[][]::new);
        }
    }

    private static double[][] merged(double[][] a, double[][] b, int k) {
        double[][] merged = new double[a.length][];
        Arrays.setAll(merged, query -> DoubleStream.concat(Arrays.stream(a[query]), Arrays.stream(b[query])).sorted()
                .limit(k).toArray());
        return merged;
    }

    /** The mean share over the queries: of the neighbours that were found, those that are as near as the k-th true one. */
    static double of(List<SampledInput> queries, double[][] exact, Map<String, double[]> found) {
        double sum = 0;
        for (int query = 0; query < exact.length; query++) {
            double farthest = exact[query][exact[query].length - 1];
            sum += (double) Arrays.stream(found.get(queries.get(query).id()))
                    .filter(distance -> distance <= farthest).count() / exact[query].length;
        }
        return sum / exact.length;
    }
}
