package dev.smoothie.pipeline.writing;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType;
import dev.smoothie.spi.ColumnType.ListOf;
import dev.smoothie.spi.ColumnType.ObjectOf;
import dev.smoothie.spi.ColumnType.Scalar;
import dev.smoothie.spi.TableWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Samples as rows of a table, which is read back without an option: {@code id}, {@code dataset}, {@code input},
 * {@code reference}, and {@code generations}, {@code scores} and {@code cost} as objects with a field for each generator.
 * Where a generator has several outputs, its field is a list. Fields of samples that mean nothing to us have no column.
 *
 * @param dataset
 *            the samples
 */
public record TableOfSamples(Dataset dataset) {

    /** The columns, in their order. */
    public List<Column> columns() {
        boolean repeated = dataset.repeats() > 1;
        var columns = new ArrayList<Column>(List.of(new Column("id", Scalar.TEXT), new Column("dataset", Scalar.TEXT),
                new Column("input", Scalar.TEXT), new Column("reference", new ListOf(Scalar.TEXT))));
        if (dataset.hasGenerations()) {
            columns.add(new Column("generations", object(repeated ? new ListOf(Scalar.TEXT) : Scalar.TEXT)));
            columns.add(new Column("scores", object(new ListOf(Scalar.NUMBER))));
            columns.add(new Column("cost", object(Scalar.NUMBER)));
        }
        return columns;
    }

    private ColumnType object(ColumnType value) {
        return new ObjectOf(dataset.generators().stream().map(generator -> new Column(generator, value)).toList());
    }

    /** Writes all samples. */
    public void write(TableWriter table) {
        try (SampleReader labelled = dataset.openLabelled(); SampleReader costed = dataset.openCosted()) {
            while (labelled.hasNext()) {
                table.write(row(labelled.next(), costed.next()));
            }
        }
    }

    private List<Object> row(Sample labelled, Sample costed) {
        var row = new ArrayList<Object>();
        row.add(labelled.id().text());
        row.add(labelled.labels().dataset().orElse(null));
        row.add(labelled.input().orElse(null));
        row.add(labelled.labels().references().isEmpty() ? null : labelled.labels().references());
        if (dataset.hasGenerations()) {
            boolean repeated = dataset.repeats() > 1;
            row.add(object(labelled.generations(), outputs -> repeated ? outputs : outputs.getFirst()));
            row.add(object(labelled.labels().scores(), scores -> scores));
            row.add(object(costed.costs(), cost -> cost));
        }
        return row;
    }

    /** By generator; null if there is nothing of any. */
    private static <T> Map<String, Object> object(Map<String, T> values,
            Function<T, Object> value) {
        var object = new LinkedHashMap<String, Object>();
        values.forEach((generator, of) -> object.put(generator, value.apply(of)));
        return object.isEmpty() ? null : object;
    }
}
