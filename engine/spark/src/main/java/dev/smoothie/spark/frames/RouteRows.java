package dev.smoothie.spark.frames;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes the rows of routes: id, model, quality and error.
 *
 * @param generators
 *            the m names
 */
public record RouteRows(List<String> generators) implements Serializable {

    public RouteRows {
        generators = List.copyOf(generators);
    }

    /** The columns. */
    public StructType schema() {
        var numbers = new StructType();
        for (String generator : generators) {
            numbers = numbers.add(generator, DataTypes.DoubleType);
        }
        return new StructType().add(Columns.ID, DataTypes.StringType).add(Columns.MODEL, DataTypes.StringType)
                .add(Columns.QUALITY, numbers).add(Columns.ERROR, numbers);
    }

    /** One row; a negative route is none. */
    public Row row(String id, int route, Row quality, Row error) {
        return RowFactory.create(id, route < 0 ? null : generators.get(route), quality, error);
    }

    /** Numbers of all generators; NaN becomes null. */
    public static Row numbers(double[] values) {
        Object[] cells = new Object[values.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Double.isNaN(values[i]) ? null : values[i];
        }
        return RowFactory.create(cells);
    }
}
