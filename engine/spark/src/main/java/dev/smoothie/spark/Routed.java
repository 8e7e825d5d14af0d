package dev.smoothie.spark;

import dev.smoothie.spark.estimates.Scores;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was found of a set of samples.
 *
 * @param scores
 *            how good the generators are over the whole set
 * @param routes
 *            a row for each sample, in no order: id, model, quality, error; computed when it is read or written
 * @param recall
 *            the share of the true neighbours by which samples were routed, measured on some of them; empty where none
 *            were looked up, or all were found
 * @param release
 *            frees what the cluster keeps for {@code routes}
 */
public record Routed(Scores scores, Dataset<Row> routes, OptionalDouble recall, Runnable release)
        implements
            AutoCloseable {

    /** Frees what the cluster keeps. Routes that are read after this are computed from the samples again. */
    @Override
    public void close() {
        release.run();
    }
}
