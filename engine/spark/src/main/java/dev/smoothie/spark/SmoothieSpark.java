package dev.smoothie.spark;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.Quality;
import dev.smoothie.core.route.Router;
import dev.smoothie.spark.cells.CellPlan;
import dev.smoothie.spark.cells.CellResult;
import dev.smoothie.spark.cells.CellRouting;
import dev.smoothie.spark.embedding.EmbedRows;
import dev.smoothie.spark.estimates.RowBlock;
import dev.smoothie.spark.estimates.RowEstimator;
import dev.smoothie.spark.estimates.ScoreSums;
import dev.smoothie.spark.estimates.Scores;
import dev.smoothie.spark.frames.RouteRows;
import dev.smoothie.spark.frames.SampleFrame;
import dev.smoothie.spark.shipping.SharedFolder;
import dev.smoothie.spark.states.StateRoutes;
import dev.smoothie.spark.votes.CountedVote;
import dev.smoothie.spark.votes.CountedVote.Choice;
import dev.smoothie.spark.votes.PatternBlock;
import dev.smoothie.spark.votes.PatternReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Estimates and routes samples in DataFrames. This is where programs start. The columns are those of
 * {@link dev.smoothie.spark.frames.Columns}; others are ignored.
 *
 * <p>
 * Results do not depend on how the samples are divided into partitions or ordered: sums over samples are exact. A
 * partition that is lost is computed again by Spark.
 */
public final class SmoothieSpark {
    private static final StorageLevel KEPT = StorageLevel.MEMORY_AND_DISK_SER();

    private SmoothieSpark() {}

    /**
     * Estimates how good the generators are over all samples (Smoothie-Global), in one pass.
     *
     * @param samples
     *            with id and embeddings
     * @throws dev.smoothie.core.failure.CoreException
     *             if the columns are not there or there are fewer than three generators
     */
    public static Scores score(Dataset<Row> samples) {
        var frame = SampleFrame.embedded(samples);
        return scores(frame.generators(), blocks(frame));
    }

    /**
     * Routes each sample to the best generator over all samples that has an output for it (Smoothie-Global). The samples
     * are read once; the row estimates are kept on the cluster until the result is closed.
     *
     * @param samples
     *            with id and embeddings; with generations too, an output that is blank is chosen only where there is
     *            nothing else
     */
    public static Routed route(Dataset<Row> samples) {
        var frame = SampleFrame.embedded(samples);
        JavaRDD<RowBlock> blocks = blocks(frame).persist(KEPT);
        Scores scores = scores(frame.generators(), blocks);
        var rows = new RouteRows(frame.generators());
        double[] error = scores.estimate().error();
        Row errors = RouteRows.numbers(error);
        Row quality = RouteRows.numbers(scores.estimate().quality());
        JavaRDD<Row> routes = blocks.flatMap(block -> {
            int[] found = new Router(Errors.same(error), error).route(block.size(), block.eligible());
            return IntStream.range(0, found.length)
                    .mapToObj(i -> rows.row(block.ids()[i], found[i], quality, errors)).iterator();
        });
        return new Routed(scores, frame(samples.sparkSession(), routes, rows), OptionalDouble.empty(),
                () -> blocks.unpersist(false));
    }

    /**
     * Routes by a vote among answers: equal answers vote for each other, weighed by accuracies that are estimated from
     * the votes. The texts are read once. What the vote knows of a sample is which of its answers are equal; the samples
     * are counted by that, and the driver votes among the counts.
     *
     * @param samples
     *            with id and generations, and with input if the view reads it
     * @param view
     *            the notation of a view that finds answers, such as {@code answer}
     */
    public static Routed vote(Dataset<Row> samples, String view) {
        var frame = SampleFrame.ofTexts(samples);
        JavaRDD<PatternBlock> blocks = frame.texts().mapPartitions(new PatternReader(frame.generators().size(), view))
                .persist(KEPT);
        Map<String, Long> counts = blocks.flatMap(block -> Arrays.asList(block.patterns()).iterator()).countByValue();
        var vote = CountedVote.of(frame.generators(), counts);
        var rows = new RouteRows(frame.generators());
        Broadcast<Map<String, Choice>> choices = JavaSparkContext
                .fromSparkContext(samples.sparkSession().sparkContext()).broadcast(vote.routes());
        JavaRDD<Row> routes = blocks.flatMap(block -> IntStream.range(0, block.ids().length).mapToObj(i -> {
            Choice choice = choices.value().get(block.patterns()[i]);
            double[] right = Arrays.stream(choice.errors()).map(error -> Double.isNaN(error) ? 0 : 1 - error)
                    .toArray();
            return rows.row(block.ids()[i], choice.route(), RouteRows.numbers(right),
                    RouteRows.numbers(choice.errors()));
        }).iterator());
        return new Routed(vote.scores(), frame(samples.sparkSession(), routes, rows), OptionalDouble.empty(),
                () -> {
                    blocks.unpersist(false);
                    choices.destroy();
                });
    }

    /**
     * Adds embeddings of the texts, by the embedder of a plugin, which each process of the cluster opens once.
     *
     * @param samples
     *            with input, generations or both
     * @param plugins
     *            the folder of the plugin that offers the embedder, or a folder of such folders
     * @param embedder
     *            {@code NAME} or {@code NAME:OPTIONS}
     * @param view
     *            the notation of the view that finds the part of an output that is embedded: {@code full} for all of it
     * @return the samples with the columns input_embedding and embeddings; computed when it is read or written
     */
    public static Dataset<Row> embed(Dataset<Row> samples, SharedFolder plugins, String embedder, String view) {
        var rows = new EmbedRows(samples.schema(), plugins, embedder, view);
        return samples.mapPartitions(rows, Encoders.row(rows.schema()));
    }

    /**
     * Routes inputs by a fitted state, before there are outputs (Smoothie-Local in the train-time regime): by the mean
     * errors of their neighbours among the samples that were fitted, which are looked up exactly. Each process of the
     * cluster maps the state into its memory once.
     *
     * @param inputs
     *            with id and input_embedding
     * @param state
     *            a folder that {@code smoothie fit} has written
     * @param generators
     *            those of the state, in its order
     * @param neighbors
     *            k; a state of answers was fitted for one, which is taken instead
     * @return id, model, quality and error; computed when it is read or written
     */
    public static Dataset<Row> local(Dataset<Row> inputs, SharedFolder state, List<String> generators, int neighbors) {
        var rows = new RouteRows(generators);
        return frame(inputs.sparkSession(),
                SampleFrame.inputs(inputs).mapPartitions(new StateRoutes(state, neighbors, rows)), rows);
    }

    /**
     * Routes samples by the mean errors of the neighbours of their inputs among the samples themselves (Smoothie-Local).
     * The inputs are divided into cells of similar ones, and each cell is searched exactly together with the cells next
     * to it; the result says how many of the true neighbours that finds.
     *
     * @param samples
     *            with id, which must be unique, input_embedding and embeddings
     */
    public static Routed local(Dataset<Row> samples, CellPlan plan) {
        var frame = SampleFrame.embedded(samples);
        JavaRDD<RowBlock> blocks = frame.outputsAndInput()
                .mapPartitions(new RowEstimator(frame.generators(), true)).persist(KEPT);
        Scores scores = scores(frame.generators(), blocks);
        var found = CellRouting.of(blocks, plan);
        blocks.unpersist(false);
        var rows = new RouteRows(frame.generators());
        double[] global = scores.estimate().error();
        JavaRDD<Row> routes = found.results().map(CellResult::samples).flatMap(block -> {
            int m = global.length;
            Errors errors = (sample, target) -> System.arraycopy(block.y(), (int) sample * m, target, 0, m);
            int[] chosen = new Router(errors, global).route(block.size(), block.eligible());
            double[] row = new double[m];
            return IntStream.range(0, chosen.length).mapToObj(i -> {
                errors.read(i, row);
                return rows.row(block.ids()[i], chosen[i], RouteRows.numbers(Quality.of(row)), RouteRows.numbers(row));
            }).iterator();
        });
        return new Routed(scores, frame(samples.sparkSession(), routes, rows), OptionalDouble.of(found.recall()),
                () -> found.results().unpersist(false));
    }

    private static JavaRDD<RowBlock> blocks(SampleFrame frame) {
        return frame.outputs().mapPartitions(new RowEstimator(frame.generators(), false));
    }

    private static Scores scores(List<String> generators, JavaRDD<RowBlock> blocks) {
        ScoreSums sums = blocks.treeAggregate(new ScoreSums(generators.size()), ScoreSums::add, ScoreSums::add);
        return Scores.of(generators, sums);
    }

    private static Dataset<Row> frame(SparkSession session, JavaRDD<Row> routes, RouteRows rows) {
        return session.createDataFrame(routes, rows.schema());
    }
}
