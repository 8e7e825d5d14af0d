package dev.smoothie.spark.embedding;

import dev.smoothie.pipeline.views.View;
import dev.smoothie.spark.frames.Columns;
import dev.smoothie.spark.shipping.SharedEmbedder;
import dev.smoothie.spark.shipping.SharedFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Embeds the texts of a partition: to each row it adds the embedding of the input, and those of the outputs, as far as
 * there are texts. A text that is missing or says nothing has no embedding.
 *
 * @param samples
 *            the columns of the rows
 * @param plugins
 *            where the embedder's plugin is
 * @param embedder
 *            {@code NAME} or {@code NAME:OPTIONS}
 * @param view
 *            the notation of the view that finds the part of an output that is embedded
 */
public record EmbedRows(StructType samples, SharedFolder plugins, String embedder, String view)
        implements
            MapPartitionsFunction<Row, Row> {
    /** Rows whose texts are sorted by length together. */
    private static final int ROWS = 256;
    private static final ArrayType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);

    /** The columns with those that are added. */
    public StructType schema() {
        StructType schema = samples;
        if (has(Columns.INPUT)) {
            schema = schema.add(Columns.INPUT_EMBEDDING, FLOATS);
        }
        if (has(Columns.GENERATIONS)) {
            var fields = new StructType();
            for (StructField generator : ((StructType) samples.apply(Columns.GENERATIONS).dataType()).fields()) {
                fields = fields.add(generator.name(), FLOATS);
            }
            schema = schema.add(Columns.EMBEDDINGS, fields);
        }
        return schema;
    }

    private boolean has(String column) {
        return Arrays.asList(samples.fieldNames()).contains(column);
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        View seen = View.parse(view);
        SharedEmbedder shared = SharedEmbedder.of(plugins, embedder);
        return new Iterator<>() {
            private Iterator<Row> batch = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return batch.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!batch.hasNext()) {
                    List<Row> read = new ArrayList<>();
                    while (read.size() < ROWS && rows.hasNext()) {
                        read.add(rows.next());
                    }
                    batch = embedded(read, seen, shared).iterator();
                }
                return batch.next();
            }
        };
    }

    /** The texts of one row: that of the input, and of each output; empty for none. */
    private record Texts(Optional<String> input, List<Optional<String>> outputs) {}

    private List<Row> embedded(List<Row> rows, View seen, SharedEmbedder shared) {
        List<Texts> texts = rows.stream().map(row -> texts(row, seen)).toList();
        List<String> all = new ArrayList<>();
        texts.forEach(of -> {
            of.input().ifPresent(all::add);
            of.outputs().forEach(output -> output.ifPresent(all::add));
        });
        Map<String, float[]> vectors = shared.embed(all);
        List<Row> embedded = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            embedded.add(row(rows.get(i), texts.get(i), vectors));
        }
        return embedded;
    }

    private Texts texts(Row row, View seen) {
        Optional<String> input = has(Columns.INPUT)
                ? Optional.ofNullable(row.<String>getAs(Columns.INPUT))
                : Optional.empty();
        List<Optional<String>> outputs = new ArrayList<>();
        if (has(Columns.GENERATIONS)) {
            Row generations = row.getAs(Columns.GENERATIONS);
            int m = ((StructType) samples.apply(Columns.GENERATIONS).dataType()).size();
            for (int i = 0; i < m; i++) {
                outputs.add(generations == null
                        ? Optional.empty()
                        : Optional.ofNullable(generations.getString(i)).flatMap(output -> seen.apply(input, output))
                                .filter(text -> !text.isBlank()));
            }
        }
        return new Texts(input.filter(text -> !text.isBlank()), outputs);
    }

    private Row row(Row row, Texts texts, Map<String, float[]> vectors) {
        List<Object> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(row.get(i));
        }
        if (has(Columns.INPUT)) {
            cells.add(texts.input().map(vectors::get).orElse(null));
        }
        if (has(Columns.GENERATIONS)) {
            cells.add(RowFactory.create(texts.outputs().stream().map(text -> (Object) text.map(vectors::get)
                    .orElse(null)).toArray()));
        }
        return RowFactory.create(cells.toArray());
    }
}
