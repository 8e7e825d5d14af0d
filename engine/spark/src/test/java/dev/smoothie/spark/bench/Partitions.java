package dev.smoothie.spark.bench;

import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.spark.SmoothieSpark;
import dev.smoothie.spark.estimates.Scores;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares {@code score} on Spark, with 1 and 2 partitions, with the engine alone on embeddings in memory: {@code
 * Partitions n m d FOLDER}. It writes a Parquet file to the folder, reads it, and checks that the numbers agree.
 */
public final class Partitions {
    private static final int ROUNDS = 5;
    private static final long SEED = 1;

    private Partitions() {}

    /** Prints a table of medians. */
    public static void main(String... arguments) {
        int n = Integer.parseInt(arguments[0]);
        int m = Integer.parseInt(arguments[1]);
        int d = Integer.parseInt(arguments[2]);
        SparkSession session = SparkSession.builder().master("local[2]").appName("partitions")
                .config("spark.ui.enabled", "false").config("spark.sql.parquet.compression.codec", "none")
                .config("spark.hadoop.parquet.enable.dictionary", "false")
                // As the application reads.
                .config("spark.sql.parquet.columnarReaderBatchSize", "64")
                // One task for each file.
                .config("spark.sql.files.maxPartitionBytes", "1TB").config("spark.sql.files.openCostInBytes", "1TB")
                .getOrCreate();
        double gigabytes = 4e-9 * n * m * d;
        System.out.printf("n=%d m=%d d=%d, %.2f GB of outputs; median of %d rounds after the first%n", n, m, d,
                gigabytes, ROUNDS);
        double[] engine = engine(n, m, d, gigabytes);
        for (int partitions = 1; partitions <= 2; partitions++) {
            String file = Path.of(arguments[3], "partitions-" + partitions).toString();
            TestData.frame(session, n, m, d, SEED, partitions).write().mode("overwrite").parquet(file);
            Dataset<Row> samples = session.read().parquet(file);
            double[] seconds = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                long start = System.nanoTime();
                Scores scores = SmoothieSpark.score(samples);
                seconds[Math.max(round, 0)] = 1e-9 * (System.nanoTime() - start);
                requireNear(engine, scores.estimate().error());
            }
            print("Spark, Parquet, %d partition(s) in %d task(s)".formatted(partitions,
                    samples.javaRDD().getNumPartitions()), seconds, gigabytes);
        }
        session.stop();
    }

    private static double[] engine(int n, int m, int d, double gigabytes) {
        try (Arena arena = Arena.ofShared()) {
            Embeddings vectors = Embeddings.allocate(arena, (long) n * m, d);
            for (int sample = 0; sample < n; sample++) {
                float[][] drawn = TestData.vectors(sample, m, d, SEED);
                for (int i = 0; i < m; i++) {
                    vectors.set((long) sample * m + i, drawn[1 + i]);
                }
            }
            Samples samples = Samples.of(Generations.complete(vectors, m));
            double[] error = {};
            for (int threads = 1; threads <= 2; threads++) {
                var smoothie = new Smoothie(Backends.choose("auto").backend(), new Workers(threads),
                        Integer::toString);
                double[] seconds = new double[ROUNDS];
                for (int round = -1; round < ROUNDS; round++) {
                    try (Arena results = Arena.ofShared()) {
                        long start = System.nanoTime();
                        GlobalEstimate found = smoothie.score(results, samples).global();
                        seconds[Math.max(round, 0)] = 1e-9 * (System.nanoTime() - start);
                        error = found.error();
                    }
                }
                print("engine, in memory, %d thread(s)".formatted(threads), seconds, gigabytes);
            }
            return error;
        }
    }

    private static void requireNear(double[] expected, double[] found) {
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - found[i]) <= 1e-12 * Math.abs(expected[i]))) {
                throw new AssertionError("%s instead of %s".formatted(found[i], expected[i]));
            }
        }
    }

    private static void print(String what, double[] seconds, double gigabytes) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        double median = sorted[ROUNDS / 2];
        System.out.printf("  %-45s %8.3f s  %6.2f GB/s%n", what, median, gigabytes / median);
    }
}
