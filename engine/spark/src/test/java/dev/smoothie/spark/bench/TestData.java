package dev.smoothie.spark.bench;

import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Writes drawn samples to a Parquet file: {@code TestData n m d seed FOLDER}. The embedding of generator i is that of the
 * input, in [−1, 1), with errors of size (1 + i) / m; sample s is the same however the file is divided.
 */
public final class TestData {
    private static final int ROWS_OF_PARTITION = 12_500;
    private static final long FACTOR = 0xD1342543DE82EF95L;

    private TestData() {}

    /** Draws and writes. */
    public static void main(String... arguments) {
        int n = Integer.parseInt(arguments[0]);
        SparkSession session = SparkSession.builder().master("local[2]").appName("data")
                .config("spark.ui.enabled", "false").config("spark.sql.parquet.compression.codec", "none")
                .config("spark.hadoop.parquet.enable.dictionary", "false").getOrCreate();
        frame(session, n, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]),
                Long.parseLong(arguments[3]), Math.max(2, n / ROWS_OF_PARTITION)).write().parquet(arguments[4]);
        session.stop();
    }

    /** Samples {@code [n, m, d]} with inputs. */
    static Dataset<Row> frame(SparkSession session, int n, int m, int d, long seed, int partitions) {
        var floats = DataTypes.createArrayType(DataTypes.FloatType, false);
        var embeddings = new StructType();
        for (int i = 0; i < m; i++) {
            embeddings = embeddings.add("model-" + (char) ('a' + i), floats);
        }
        JavaRDD<Row> rows = JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(IntStream.range(0, partitions).boxed().toList(), partitions)
                .flatMap(part -> rows(n, m, d, seed, part, partitions));
        return session.createDataFrame(rows, new StructType().add("id", DataTypes.StringType, false)
                .add("input_embedding", floats, false).add("embeddings", embeddings, false));
    }

    private static Iterator<Row> rows(int n, int m, int d, long seed, int part, int partitions) {
        int from = (int) ((long) n * part / partitions);
        int to = (int) ((long) n * (part + 1) / partitions);
        return IntStream.range(from, to).mapToObj(sample -> row(sample, m, d, seed)).iterator();
    }

    private static Row row(int sample, int m, int d, long seed) {
        float[][] vectors = vectors(sample, m, d, seed);
        Object[] outputs = new Object[m];
        System.arraycopy(vectors, 1, outputs, 0, m);
        return RowFactory.create("s" + sample, vectors[0], RowFactory.create(outputs));
    }

    /** The input of a sample, and after it its m outputs. */
    static float[][] vectors(int sample, int m, int d, long seed) {
        // Seeded with a number that is mixed: neighbouring seeds would begin streams that overlap.
        var random = new SplittableRandom(new SplittableRandom(seed * FACTOR + sample).nextLong());
        float[][] vectors = new float[1 + m][d];
        for (int i = 0; i <= m; i++) {
            for (int column = 0; column < d; column++) {
                float error = random.nextFloat() * 2 - 1;
                vectors[i][column] = i == 0 ? error : vectors[0][column] + error * i / m;
            }
        }
        return vectors;
    }
}
