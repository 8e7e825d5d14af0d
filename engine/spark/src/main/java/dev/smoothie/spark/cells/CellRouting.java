package dev.smoothie.spark.cells;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.spark.estimates.RowBlock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The local errors of all samples, and how well their neighbours were found.
 *
 * @param results
 *            of each cell, kept on the cluster
 * @param cells
 *            how many cells there are
 * @param recall
 *            the share of the true neighbours that was found, over a sample of the inputs
 */
public record CellRouting(JavaRDD<CellResult> results, int cells, double recall) {

    /**
     * Divides the samples into cells and searches these: one shuffle, in which a sample goes to each of the cells that
     * search it, and one search of a few queries among all samples.
     *
     * @param blocks
     *            the samples, with inputs; they are read three times, so they should be kept
     * @throws CoreException
     *             if there are no samples
     */
    public static CellRouting of(JavaRDD<RowBlock> blocks, CellPlan plan) {
        var context = JavaSparkContext.fromSparkContext(blocks.context());
        List<SampledInput> sample = blocks
                .flatMap(block -> IntStream.range(0, block.size())
                        .mapToObj(i -> SampledInput.of(block.ids()[i], input(block, i))).iterator())
                .takeOrdered(Math.max(plan.sample(), plan.queries()), new SampledInput.Order());
        if (sample.isEmpty()) {
            throw new CoreException("there are no samples");
        }
        List<SampledInput> queries = sample.subList(0, Math.min(plan.queries(), sample.size()));
        double[][] exact = Recall.exact(blocks, queries, plan.neighbors());
        var cells = Cells.of(sample.subList(0, Math.min(plan.sample(), sample.size())), plan.cells(), plan.probes());
        Broadcast<Cells> sent = context.broadcast(cells);
        Set<String> ids = new HashSet<>();
        queries.forEach(query -> ids.add(query.id()));
        JavaRDD<CellResult> results = blocks.mapPartitionsToPair(new CellAssignment(sent))
                .groupByKey(new HashPartitioner(cells.near().length)).values()
                .map(new CellSearch(plan.neighbors(), ids)).persist(StorageLevel.MEMORY_AND_DISK_SER());
        Map<String, double[]> found = new HashMap<>();
        results.map(CellResult::distances).collect().forEach(found::putAll);
        return new CellRouting(results, cells.near().length, Recall.of(queries, exact, found));
    }

    private static float[] input(RowBlock block, int sample) {
        int d = block.dimension();
        return Arrays.copyOfRange(block.inputs(), sample * d, (sample + 1) * d);
    }
}
