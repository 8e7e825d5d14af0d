package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType;
import dev.smoothie.spi.ColumnType.ListOf;
import dev.smoothie.spi.ColumnType.MapOf;
import dev.smoothie.spi.ColumnType.ObjectOf;
import dev.smoothie.spi.ColumnType.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the values of a field apart, into the stored columns inside of it; {@link FieldReader} is the way back. */
sealed interface FieldWriter {

    /**
     * Writes a value.
     *
     * @param value
     *            the value, or null
     * @param repetition
     *            the repetition level of its first entry
     * @param definition
     *            the definition level of what is around the field
     * @throws IllegalArgumentException
     *             if it is not of the field's type
     */
    void write(Object value, int repetition, int definition);

    /** Writes that there is nothing, from the given definition level on. */
    void writeNull(int repetition, int definition);

    /** The value as one of {@code expected}; a wrong one is the caller's fault. */
    private static <T> T cast(String field, Object value, Class<T> expected) {
        if (!expected.isInstance(value)) {
            throw new IllegalArgumentException("column '%s': expected a %s, got a %s".formatted(field,
                    expected.getSimpleName(), value.getClass().getSimpleName()));
        }
        return expected.cast(value);
    }

    private static Class<?> classOf(Scalar type) {
        return switch (type) {
            case TEXT -> String.class;
            case INTEGER -> Long.class;
            case NUMBER -> Double.class;
            case TRUTH -> Boolean.class;
        };
    }

    /** A writer of a column, with the schema and the stored columns added to {@code schema}. */
    static FieldWriter of(Column column, SchemaWriter schema) {
        return of(column.name(), column.type(), true, 0, 0, schema);
    }

    private static FieldWriter of(String name, ColumnType type, boolean optional, int definition, int repetition,
            SchemaWriter schema) {
        int inside = optional ? definition + 1 : definition;
        return switch (type) {
            case Scalar scalar -> new Single(schema.path(name), classOf(scalar),
                    schema.leaf(name, scalar, optional, inside, repetition));
            case ObjectOf(List<Column> columns) -> {
                schema.begin(name, SchemaWriter.Kind.OBJECT, columns.size());
                Map<String, FieldWriter> fields = new LinkedHashMap<>();
                columns.forEach(field -> fields.put(field.name(),
                        of(field.name(), field.type(), true, inside, repetition, schema)));
                schema.end();
                yield new Fields(schema.path(name), fields);
            }
            case ListOf(ColumnType element) -> {
                schema.begin(name, SchemaWriter.Kind.LIST, 1);
                schema.begin("list", SchemaWriter.Kind.REPEATED, 1);
                FieldWriter each = of("element", element, true, inside + 1, repetition + 1, schema);
                schema.end();
                schema.end();
                yield new Elements(schema.path(name), each, repetition + 1);
            }
            case MapOf(ColumnType value) -> {
                schema.begin(name, SchemaWriter.Kind.MAP, 1);
                schema.begin("key_value", SchemaWriter.Kind.REPEATED, 2);
                FieldWriter key = of("key", Scalar.TEXT, false, inside + 1, repetition + 1, schema);
                FieldWriter each = of("value", value, true, inside + 1, repetition + 1, schema);
                schema.end();
                schema.end();
                yield new Entries(schema.path(name), key, each, repetition + 1);
            }
        };
    }

    /** A single value. */
    record Single(String name, Class<?> expected, LeafWriter leaf) implements FieldWriter {
        @Override
        public void write(Object value, int repetition, int definition) {
            if (value == null) {
                leaf.addNull(repetition, definition);
            } else {
                leaf.add(repetition, cast(name, value, expected));
            }
        }

        @Override
        public void writeNull(int repetition, int definition) {
            leaf.addNull(repetition, definition);
        }
    }

    /** An object with fields. */
    record Fields(String name, Map<String, FieldWriter> fields) implements FieldWriter {
        @Override
        public void write(Object value, int repetition, int definition) {
            if (value == null) {
                writeNull(repetition, definition);
                return;
            }
            Map<?, ?> object = cast(name, value, Map.class);
            for (Object key : object.keySet()) {
                if (!(key instanceof String) || !fields.containsKey(key)) {
                    throw new IllegalArgumentException("column '%s' has no field '%s'".formatted(name, key));
                }
            }
            fields.forEach((key, field) -> field.write(object.get(key), repetition, definition + 1));
        }

        @Override
        public void writeNull(int repetition, int definition) {
            fields.values().forEach(field -> field.writeNull(repetition, definition));
        }
    }

    /** A list; entries with the repetition level {@code again} go on with it. */
    record Elements(String name, FieldWriter element, int again) implements FieldWriter {
        @Override
        public void write(Object value, int repetition, int definition) {
            if (value == null) {
                writeNull(repetition, definition);
                return;
            }
            List<?> list = cast(name, value, List.class);
            if (list.isEmpty()) {
                writeNull(repetition, definition + 1);
            }
            int level = repetition;
            for (Object each : list) {
                element.write(each, level, definition + 2);
                level = again;
            }
        }

        @Override
        public void writeNull(int repetition, int definition) {
            element.writeNull(repetition, definition);
        }
    }

    /** A map; entries with the repetition level {@code again} go on with it. */
    record Entries(String name, FieldWriter key, FieldWriter value, int again) implements FieldWriter {
        @Override
        public void write(Object value, int repetition, int definition) {
            if (value == null) {
                writeNull(repetition, definition);
                return;
            }
            Map<?, ?> map = cast(name, value, Map.class);
            if (map.isEmpty()) {
                writeNull(repetition, definition + 1);
            }
            int level = repetition;
            for (Map.Entry<?, ?> each : map.entrySet()) {
                if (each.getKey() == null) {
                    throw new IllegalArgumentException("column '%s' has a key that is null".formatted(name));
                }
                key.write(each.getKey(), level, definition + 2);
                this.value.write(each.getValue(), level, definition + 2);
                level = again;
            }
        }

        @Override
        public void writeNull(int repetition, int definition) {
            key.writeNull(repetition, definition);
            value.writeNull(repetition, definition);
        }
    }
}
