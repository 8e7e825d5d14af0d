package dev.smoothie.plugin.parquet;

import dev.smoothie.spi.ColumnType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lists the fields of the schema in the order of the footer, and the stored columns in the order of the file. */
final class SchemaWriter {
    private static final int REQUIRED = 0;
    private static final int OPTIONAL = 1;
    private static final int REPEATED = 2;

    private final List<Consumer<ThriftWriter>> elements = new ArrayList<>();
    private final List<LeafWriter> leaves = new ArrayList<>();
    private final List<String> path = new ArrayList<>();

    /** What a field with fields inside of it is; lists and maps are marked for old readers and for new ones. */
    enum Kind {
        OBJECT, LIST, MAP, REPEATED
    }

    /** A schema of so many columns. */
    SchemaWriter(int columns) {
        elements.add(field -> field.text(4, "schema").number(5, columns));
    }

    /** Starts a field with fields inside of it. */
    void begin(String name, Kind kind, int fields) {
        path.add(name);
        elements.add(field -> {
            field.number(3, kind == Kind.REPEATED ? REPEATED : OPTIONAL).text(4, name).number(5, fields);
            if (kind == Kind.LIST) {
                field.number(6, 3).structure(10, type -> type.structure(3, _ -> {}));
            } else if (kind == Kind.MAP) {
                field.number(6, 1).structure(10, type -> type.structure(2, _ -> {}));
            }
        });
    }

    /** Ends the field that was started last. */
    void end() {
        path.removeLast();
    }

    /** Adds a field that is stored as a column. */
    LeafWriter leaf(String name, Scalar type, boolean optional, int defined, int repeated) {
        elements.add(field -> {
            field.number(1, LeafWriter.physical(type)).number(3, optional ? OPTIONAL : REQUIRED).text(4, name);
            if (type == Scalar.TEXT) {
                field.number(6, 0).structure(10, text -> text.structure(1, _ -> {}));
            }
        });
        List<String> whole = new ArrayList<>(path);
        whole.add(name);
        LeafWriter leaf = new LeafWriter(whole, type, defined, repeated);
        leaves.add(leaf);
        return leaf;
    }

    /** What messages call a field of the one that was started last. */
    String path(String name) {
        return path.isEmpty() ? name : String.join(".", path) + "." + name;
    }

    List<Consumer<ThriftWriter>> elements() {
        return elements;
    }

    List<LeafWriter> leaves() {
        return leaves;
    }
}
