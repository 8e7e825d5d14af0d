package dev.smoothie.plugin.parquet;

import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.schema.SchemaNode;
import dev.hardwood.schema.SchemaNode.GroupNode;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the values of a field together, row by row, from the stored columns inside of it. Source: "Dremel: Interactive
 * Analysis of Web-Scale Datasets" (2010), section 4.3; and "Logical Types" of the format's specification for the shapes
 * of lists and maps, old ones too.
 */
sealed interface FieldReader {

    /** Reads the value of the row and goes to the next. */
    Object read();

    /** Goes to the next value, where there is none in this row. */
    void skip();

    /** The first stored column inside of the field; its levels tell whether the field is there. */
    LeafCursor first();

    /**
     * A reader of a field of the schema.
     *
     * @param cursors
     *            receives the stored columns inside of it, in the order of the file
     */
    static FieldReader of(SchemaNode node, List<LeafCursor> cursors) {
        return of(node, 0, cursors);
    }

    private static FieldReader of(SchemaNode node, int repeatedDefined, List<LeafCursor> cursors) {
        if (node.repetitionType() != RepetitionType.REPEATED) {
            return single(node, repeatedDefined, cursors);
        }
        // A repeated field that is not marked as a list, as Protocol Buffers write them: a list that is never null.
        return new ListField(single(node, node.maxDefinitionLevel(), cursors), 0, node.maxDefinitionLevel(),
                node.maxRepetitionLevel());
    }

    /** A reader of the field itself, if it is repeated of one of its repetitions. */
    private static FieldReader single(SchemaNode node, int repeatedDefined, List<LeafCursor> cursors) {
        if (node instanceof PrimitiveNode leaf) {
            LeafCursor cursor = new LeafCursor(leaf, repeatedDefined);
            cursors.add(cursor);
            return new Leaf(cursor);
        }
        GroupNode group = (GroupNode) node;
        if (group.getListElement() != null) {
            return list(group, cursors);
        }
        if (group.getMapKey() != null) {
            return map(group, cursors);
        }
        Map<String, FieldReader> fields = new LinkedHashMap<>();
        group.children().forEach(child -> fields.put(child.name(), of(child, repeatedDefined, cursors)));
        if (fields.isEmpty()) {
            throw new DamagedException("the field '%s' has no fields inside".formatted(group.name()));
        }
        return new ObjectField(fields, group.maxDefinitionLevel());
    }

    private static FieldReader list(GroupNode group, List<LeafCursor> cursors) {
        SchemaNode repeated = group.children().getFirst();
        SchemaNode element = group.getListElement();
        int present = repeated.maxDefinitionLevel();
        FieldReader each = element.equals(repeated)
                ? single(element, present, cursors)
                : of(element, present, cursors);
        return new ListField(each, group.maxDefinitionLevel(), present, repeated.maxRepetitionLevel());
    }

    private static FieldReader map(GroupNode group, List<LeafCursor> cursors) {
        SchemaNode repeated = group.children().getFirst();
        int present = repeated.maxDefinitionLevel();
        FieldReader key = of(group.getMapKey(), present, cursors);
        List<FieldReader> value = new ArrayList<>();
        if (group.getMapValue() != null) {
            value.add(of(group.getMapValue(), present, cursors));
        }
        return new MapField(key, value, group.maxDefinitionLevel(), present, repeated.maxRepetitionLevel());
    }

    /** A single value. */
    record Leaf(LeafCursor first) implements FieldReader {
        @Override
        public Object read() {
            Object value = first.value();
            first.advance();
            return value;
        }

        @Override
        public void skip() {
            first.advance();
        }
    }

    /** Fields by name; there is an object from a definition level of {@code defined} on. */
    record ObjectField(Map<String, FieldReader> fields, int defined) implements FieldReader {
        @Override
        public LeafCursor first() {
            return fields.values().iterator().next().first();
        }

        @Override
        public Object read() {
            if (first().definition() < defined) {
                skip();
                return null;
            }
            Map<String, Object> value = LinkedHashMap.newLinkedHashMap(fields.size());
            fields.forEach((name, field) -> value.put(name, field.read()));
            return value;
        }

        @Override
        public void skip() {
            fields.values().forEach(FieldReader::skip);
        }
    }

    /**
     * A list. There is one from a definition level of {@code defined} on, with elements from {@code present} on; entries
     * with the repetition level {@code again} go on with it.
     */
    record ListField(FieldReader element, int defined, int present, int again) implements FieldReader {
        @Override
        public LeafCursor first() {
            return element.first();
        }

        @Override
        public Object read() {
            int definition = first().definition();
            if (definition < present) {
                skip();
                return definition < defined ? null : List.of();
            }
            List<Object> value = new ArrayList<>();
            do {
                value.add(element.read());
            } while (first().repetition() == again);
            return value;
        }

        @Override
        public void skip() {
            element.skip();
        }
    }

    /** A map, as a list of its entries; {@code value} is empty if it has keys alone. Of equal keys the last counts. */
    record MapField(FieldReader key, List<FieldReader> value, int defined, int present,
            int again) implements FieldReader {
        @Override
        public LeafCursor first() {
            return key.first();
        }

        @Override
        public Object read() {
            int definition = first().definition();
            if (definition < present) {
                skip();
                return definition < defined ? null : Map.of();
            }
            Map<String, Object> entries = new LinkedHashMap<>();
            do {
                String name = String.valueOf(key.read());
                entries.put(name, value.isEmpty() ? null : value.getFirst().read());
            } while (first().repetition() == again);
            return entries;
        }

        @Override
        public void skip() {
            key.skip();
            value.forEach(FieldReader::skip);
        }
    }
}
