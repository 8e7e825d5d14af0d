package dev.smoothie.spi.tck;

import dev.smoothie.spi.Column;
import dev.smoothie.spi.ColumnType;
import dev.smoothie.spi.ColumnType.ListOf;
import dev.smoothie.spi.ColumnType.MapOf;
import dev.smoothie.spi.ColumnType.ObjectOf;
import dev.smoothie.spi.ColumnType.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Tables of any columns, nested up to three deep, with nulls everywhere. */
final class TableArbitraries {
    private static final int DEPTH = 3;
    private static final double NULLS = 0.2;

    private TableArbitraries() {}

    /**
     * A table to write.
     *
     * @param columns
     *            at least one
     * @param rows
     *            each a value for each column
     */
    record Table(List<Column> columns, List<List<Object>> rows) {}

    /** Tables of up to four columns and {@code rows} rows. */
    static Arbitrary<Table> tables(int rows) {
        return columns(DEPTH).flatMap(columns -> Combinators
                .combine(columns.stream().map(column -> values(column.type())).toList()).as(row -> row).list()
                .ofMaxSize(rows).map(all -> new Table(columns, all)));
    }

    /** Texts without lone surrogates, which no file can hold. */
    static Arbitrary<String> texts() {
        return Texts.any().map(text -> text.codePoints().filter(
                point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString());
    }

    private static Arbitrary<List<Column>> columns(int depth) {
        Arbitrary<String> name = texts().filter(text -> !text.isEmpty());
        return Combinators.combine(name, types(depth)).as(Column::new).list().ofMinSize(1).ofMaxSize(4)
                .uniqueElements(Column::name);
    }

    private static Arbitrary<ColumnType> types(int depth) {
        Arbitrary<ColumnType> scalars = Arbitraries.of(Scalar.values()).map(scalar -> scalar);
        if (depth == 1) {
            return scalars;
        }
        Arbitrary<ColumnType> inner = Arbitraries.lazy(() -> types(depth - 1));
        return Arbitraries.oneOf(scalars, inner.map(ListOf::new), inner.map(MapOf::new),
                Arbitraries.lazy(() -> columns(depth - 1)).map(ObjectOf::new));
    }

    private static Arbitrary<Object> values(ColumnType type) {
        Arbitrary<?> values = switch (type) {
            case Scalar.TEXT -> texts();
            case Scalar.INTEGER -> Arbitraries.longs();
            case Scalar.NUMBER -> Arbitraries.oneOf(Arbitraries.doubles(), Arbitraries.of(Double.NaN, -0.0,
                    Double.POSITIVE_INFINITY, Double.MIN_VALUE));
            case Scalar.TRUTH -> Arbitraries.of(true, false);
            case ListOf(ColumnType element) -> values(element).list().ofMaxSize(4);
            case MapOf(ColumnType value) -> Combinators.combine(texts().set().ofMaxSize(4),
                    values(value).list().ofSize(4)).as((keys, of) -> entries(List.copyOf(keys), of));
            case ObjectOf(List<Column> fields) -> Combinators
                    .combine(fields.stream().map(field -> values(field.type())).toList())
                    .as(of -> entries(fields.stream().map(Column::name).toList(), of));
        };
        return values.map(value -> (Object) value).injectNull(NULLS);
    }

    private static Map<String, Object> entries(List<String> keys, List<Object> values) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            entries.put(keys.get(i), values.get(i));
        }
        return entries;
    }

    /** All that a reader gives, row by row. */
    static List<List<Object>> rows(dev.smoothie.spi.TableReader reader) {
        List<List<Object>> rows = new ArrayList<>();
        while (reader.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 0; i < reader.columns().size(); i++) {
                row.add(reader.value(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
