package dev.smoothie.spark.frames;

import dev.smoothie.core.failure.CoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

/**
 * Samples in a DataFrame whose columns are as {@link Columns} says.
 *
 * @param frame
 *            the samples
 * @param generators
 *            the m generators in the order of the fields of a struct
 */
public record SampleFrame(Dataset<Row> frame, List<String> generators) {
    /** An output that does not exist. */
    public static final byte MISSING = 0;
    /** An output that says something. */
    public static final byte SPEAKS = 1;
    /** An output that exists and says nothing. */
    public static final byte SILENT = 2;

    private static final String STRING = "string";
    private static final String FLOATS = "array<float>";
    /** A character that Java does not call white space. */
    private static final String SAYS = "(?U)\\S";

    public SampleFrame {
        generators = List.copyOf(generators);
    }

    /**
     * Samples with embedded outputs.
     *
     * @throws CoreException
     *             if there are none, or of fewer than three generators
     */
    public static SampleFrame embedded(Dataset<Row> samples) {
        var frame = new SampleFrame(samples, generators(samples, Columns.EMBEDDINGS));
        require(samples, Columns.ID);
        StructType fields = (StructType) type(samples, Columns.EMBEDDINGS);
        for (StructField field : fields.fields()) {
            requireFloats(Columns.EMBEDDINGS + "." + field.name(), field.dataType());
        }
        if (frame.generators.size() < 3) {
            throw new CoreException("Smoothie needs at least 3 generators, got " + frame.generators.size());
        }
        return frame;
    }

    /** Samples with the texts of outputs. */
    public static SampleFrame ofTexts(Dataset<Row> samples) {
        require(samples, Columns.ID);
        return new SampleFrame(samples, generators(samples, Columns.GENERATIONS));
    }

    private static List<String> generators(Dataset<Row> samples, String column) {
        require(samples, column);
        if (!(type(samples, column) instanceof StructType struct)) {
            throw new CoreException("the column %s is %s; it must be a struct with a field for each generator"
                    .formatted(column, type(samples, column).catalogString()));
        }
        return Arrays.asList(struct.fieldNames());
    }

    private static void require(Dataset<Row> samples, String column) {
        if (!has(samples, column)) {
            throw new CoreException("there is no column %s; there are %s; rename yours, or make it"
                    .formatted(column, String.join(", ", samples.columns())));
        }
    }

    private static boolean has(Dataset<Row> samples, String column) {
        return Arrays.asList(samples.columns()).contains(column);
    }

    private static DataType type(Dataset<Row> samples, String column) {
        return samples.schema().apply(column).dataType();
    }

    private static void requireFloats(String name, DataType type) {
        if (!(type instanceof ArrayType array) || !(array.elementType().equals(DataTypes.FloatType)
                || array.elementType().equals(DataTypes.DoubleType))) {
            throw new CoreException("the column %s is %s; an embedding must be an array of float or of double"
                    .formatted(name, type.catalogString()));
        }
    }

    /** Whether the samples have that column. */
    public boolean has(String column) {
        return has(frame, column);
    }

    /**
     * Rows of 1 + 2m columns: the id, the embeddings of the outputs, and for each output {@link #MISSING},
     * {@link #SPEAKS} or {@link #SILENT}.
     */
    public JavaRDD<InternalRow> outputs() {
        return rows(frame.select(outputColumns().toArray(Column[]::new)));
    }

    /** Rows of 2 + 2m columns: those of {@link #outputs}, and the embedding of the input. */
    public JavaRDD<InternalRow> outputsAndInput() {
        List<Column> columns = outputColumns();
        columns.add(inputEmbedding(frame));
        return rows(frame.select(columns.toArray(Column[]::new)));
    }

    /** Rows of two columns: the id, and the embedding of the input. */
    public static JavaRDD<InternalRow> inputs(Dataset<Row> samples) {
        require(samples, Columns.ID);
        return rows(samples.select(id(), inputEmbedding(samples)));
    }

    /** Rows of 2 + m columns: the id, the text of the input or null, and the texts of the outputs. */
    public JavaRDD<InternalRow> texts() {
        List<Column> columns = new ArrayList<>(List.of(id(), has(Columns.INPUT)
                ? col(Columns.INPUT).cast(STRING)
                : lit(null).cast(STRING)));
        for (int i = 0; i < generators.size(); i++) {
            columns.add(field(Columns.GENERATIONS, i).cast(STRING));
        }
        return rows(frame.select(columns.toArray(Column[]::new)));
    }

    private List<Column> outputColumns() {
        List<Column> columns = new ArrayList<>(List.of(id()));
        for (int i = 0; i < generators.size(); i++) {
            columns.add(embedding(i));
        }
        for (int i = 0; i < generators.size(); i++) {
            columns.add(state(i));
        }
        return columns;
    }

    private static Column inputEmbedding(Dataset<Row> samples) {
        require(samples, Columns.INPUT_EMBEDDING);
        requireFloats(Columns.INPUT_EMBEDDING, type(samples, Columns.INPUT_EMBEDDING));
        return col(Columns.INPUT_EMBEDDING).cast(FLOATS);
    }

    /**
     * Rows as Spark holds them. Spark's public rows box every float of an array, which costs 3072 objects for a sample of
     * 8 outputs of 384 numbers; these hand an array over as one block.
     */
    private static JavaRDD<InternalRow> rows(Dataset<Row> frame) {
        if (!(frame instanceof org.apache.spark.sql.classic.Dataset<Row> here)) {
            throw new CoreException(
                    "the DataFrame is of Spark Connect, which runs nothing of ours on the cluster; use a session of the cluster itself");
        }
        return here.queryExecution().toRdd().toJavaRDD();
    }

    /** The id, as a string. */
    private static Column id() {
        return col(Columns.ID).cast(STRING).as(Columns.ID);
    }

    private Column embedding(int generator) {
        return field(Columns.EMBEDDINGS, generator).cast(FLOATS);
    }

    private Column field(String column, int generator) {
        return col(column).getField(generators.get(generator));
    }

    private Column state(int generator) {
        Column embedded = embedding(generator).isNotNull();
        if (!has(Columns.GENERATIONS)) {
            return when(embedded, lit(SPEAKS)).otherwise(lit(MISSING));
        }
        Column text = field(Columns.GENERATIONS, generator);
        return when(embedded.and(text.isNull().or(text.rlike(SAYS))), lit(SPEAKS))
                .when(embedded.or(text.isNotNull()), lit(SILENT)).otherwise(lit(MISSING));
    }
}
