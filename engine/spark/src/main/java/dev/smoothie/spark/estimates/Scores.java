package dev.smoothie.spark.estimates;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.spark.sums.ExactMoments;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How good the generators are over a whole set.
 *
 * @param generators
 *            the m names
 * @param estimate
 *            the errors, with standard errors; its {@code y} has no rows, because they stay on the cluster
 * @param comparisons
 *            which generators differ; empty where that is not tested
 * @param samples
 *            how many there were
 */
public record Scores(List<String> generators, GlobalEstimate estimate, Optional<Comparisons> comparisons,
        long samples) {
    /** What {@link #frame} has. */
    private static final StructType SCHEMA = new StructType().add("generator", DataTypes.StringType)
            .add("quality", DataTypes.DoubleType).add("error", DataTypes.DoubleType)
            .add("standard_error", DataTypes.DoubleType).add("samples", DataTypes.LongType)
            .add("best_rank", DataTypes.IntegerType).add("worst_rank", DataTypes.IntegerType);

    public Scores {
        generators = List.copyOf(generators);
    }

    /** The estimate from sums over all samples. */
    public static Scores of(List<String> generators, ScoreSums sums) {
        int m = generators.size();
        double[] error = sums.single().stream().mapToDouble(ExactMoments::mean).toArray();
        double[] standardError = sums.single().stream().mapToDouble(ExactMoments::standardError).toArray();
        long[] counts = sums.single().stream().mapToLong(ExactMoments::count).toArray();
        var estimate = new GlobalEstimate(noRows(m), error, standardError, counts, false);
        double[] differences = sums.pairs().stream().mapToDouble(ExactMoments::mean).toArray();
        double[] errorsOfDifferences = sums.pairs().stream().mapToDouble(ExactMoments::standardError).toArray();
        long[] both = sums.pairs().stream().mapToLong(ExactMoments::count).toArray();
        return new Scores(generators, estimate,
                Optional.of(Comparisons.of(estimate, differences, errorsOfDifferences, both)), sums.samples());
    }

    /** Row estimates that are elsewhere. */
    public static Matrix noRows(int generators) {
        return new Matrix(MemorySegment.ofArray(new double[0]), 0, generators);
    }

    /**
     * A row for each generator, the best first: generator, quality, error, standard_error, samples, and the best and the
     * worst place in the ranking that it can have at 95 %, null where that is not tested.
     */
    public Dataset<Row> frame(SparkSession session) {
        double[] quality = estimate.quality();
        List<Row> rows = new ArrayList<>();
        for (int i : estimate.ranking()) {
            Optional<Comparisons.Ranks> ranks = comparisons.map(all -> all.ranks(i));
            rows.add(RowFactory.create(generators.get(i), quality[i], orNull(estimate.error()[i]),
                    orNull(estimate.standardError()[i]), estimate.samples()[i],
                    ranks.map(Comparisons.Ranks::best).orElse(null),
                    ranks.map(Comparisons.Ranks::worst).orElse(null)));
        }
        return session.createDataFrame(rows, SCHEMA);
    }

    private static Double orNull(double number) {
        return Double.isNaN(number) ? null : number;
    }
}
