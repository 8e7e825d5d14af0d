package dev.smoothie.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A column of a table that is written, or a field of an object in it.
 *
 * @param name
 *            any text that is not empty
 * @param type
 *            what its values are
 */
public record Column(String name, ColumnType type) {

    public Column {
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name");
        }
    }

    /**
     * Checks that there are columns and that their names differ.
     *
     * @return an unmodifiable copy of {@code columns}
     * @throws IllegalArgumentException
     *             if there is none, or two have the same name
     */
    public static List<Column> checked(List<Column> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("there are no columns");
        }
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("two columns are named '%s'".formatted(column.name()));
            }
        }
        return List.copyOf(columns);
    }
}
