/**
 * Smoothie over Spark's DataFrames: {@link dev.smoothie.spark.SmoothieSpark} for programs,
 * {@link dev.smoothie.spark.SmoothieApplication} for {@code spark-submit}. The estimator itself is that of the core, which
 * each task runs on batches of its partition.
 *
 * <p>
 * The module has no descriptor, because Spark runs on the class path. It knows neither terminals nor HTTP, except that
 * the application prints its result.
 */
package dev.smoothie.spark;
