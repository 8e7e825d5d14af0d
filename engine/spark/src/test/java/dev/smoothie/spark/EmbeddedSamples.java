package dev.smoothie.spark;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Drawn samples, both as a DataFrame and as the engine has them. Sample i is called {@code s<i>}.
 *
 * @param inputs
 *            {@code [n][d]}
 * @param outputs
 *            {@code [n][m][d]}, null where there is none
 */
record EmbeddedSamples(float[][] inputs, float[][][] outputs) {

    /** Outputs around a truth for each sample, generator i with errors of size 1 + i; some are missing. */
    static EmbeddedSamples drawn(int n, int m, int d, double missing, long seed) {
        var random = new Random(seed);
        float[][] inputs = new float[n][d];
        float[][][] outputs = new float[n][m][];
        for (int sample = 0; sample < n; sample++) {
            for (int column = 0; column < d; column++) {
                inputs[sample][column] = (float) random.nextGaussian();
            }
            for (int i = 0; i < m; i++) {
                if (random.nextDouble() >= missing) {
                    outputs[sample][i] = new float[d];
                    for (int column = 0; column < d; column++) {
                        outputs[sample][i][column] = (float) (inputs[sample][column]
                                + (1 + i) * 0.3 * random.nextGaussian());
                    }
                }
            }
        }
        return new EmbeddedSamples(inputs, outputs);
    }

    int generators() {
        return outputs[0].length;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < generators(); i++) {
            names.add("model." + (char) ('a' + i));
        }
        return names;
    }

    /** The samples in another order, in that many partitions. */
    Dataset<Row> frame(SparkSession session, int partitions, long order) {
        var floats = DataTypes.createArrayType(DataTypes.FloatType);
        var embeddings = new StructType();
        for (String name : names()) {
            embeddings = embeddings.add(name, floats);
        }
        StructType schema = new StructType().add("id", DataTypes.StringType).add("input_embedding", floats)
                .add("embeddings", embeddings);
        List<Row> rows = new ArrayList<>();
        for (int sample = 0; sample < inputs.length; sample++) {
            Object[] cells = new Object[generators()];
            System.arraycopy(outputs[sample], 0, cells, 0, cells.length);
            rows.add(RowFactory.create("s" + sample, inputs[sample], RowFactory.create(cells)));
        }
        Collections.shuffle(rows, new Random(order));
        return session.createDataFrame(rows, schema).repartition(partitions);
    }

    Generations generations(Arena arena) {
        int m = generators();
        int d = inputs[0].length;
        Embeddings vectors = Embeddings.allocate(arena, (long) outputs.length * m, d);
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int i = 0; i < m; i++) {
                if (outputs[sample][i] != null) {
                    vectors.set((long) sample * m + i, outputs[sample][i]);
                }
            }
        }
        Presence presence = (sample, _, i) -> outputs[sample][i] != null;
        return new Generations(vectors, outputs.length, 1, m, presence);
    }
}
