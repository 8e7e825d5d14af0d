package dev.smoothie.plugin.parquet;

import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.SchemaNode.PrimitiveNode;

/**
 * Goes through the entries of one stored column. Parquet stores a nested value as columns of its innermost fields; an
 * entry has a value, or says at which level of nesting there is none (its definition level), and which list goes on with
 * it (its repetition level).
 */
final class LeafCursor {
    private final int defined;
    private final int slotDefined;
    private final LeafValues values;
    private Validity validity = Validity.NO_NULLS;
    private int[] definitions = {};
    private int[] repetitions = {};
    private boolean slotForEach;
    private int entry;
    private int slot;
    private int entries;

    /**
     * A cursor over a column.
     *
     * @param leaf
     *            the column
     * @param repeatedDefined
     *            the definition level of the innermost repeated field around the value, 0 if there is none
     */
    LeafCursor(PrimitiveNode leaf, int repeatedDefined) {
        defined = leaf.maxDefinitionLevel();
        slotDefined = repeatedDefined;
        values = LeafValues.of(leaf);
    }

    /** Starts over, with the batch that {@code column} has come to. */
    void load(ColumnReader column) {
        definitions = column.getDefinitionLevels();
        repetitions = column.getRepetitionLevels();
        validity = definitions == null ? column.getLeafValidity() : Validity.NO_NULLS;
        entries = definitions == null ? column.getRecordCount() : definitions.length;
        values.load(column);
        entry = 0;
        slot = 0;
        int slots = 0;
        for (int i = 0; i < entries; i++) {
            slots += definition(i) >= slotDefined ? 1 : 0;
        }
        // Values are stored for entries whose innermost list is there; the library keeps a place for all others, too, where
        // a repeated field is not marked as a list.
        slotForEach = slots != column.getValueCount();
        if (slotForEach && entries != column.getValueCount()) {
            throw new DamagedException("column '%s' has %d values for %d entries".formatted(
                    column.getColumnSchema().fieldPath(), column.getValueCount(), slots));
        }
    }

    /** The definition level of the entry: up to which level of nesting there is something. */
    int definition() {
        if (entry >= entries) {
            throw new DamagedException("a column has fewer values than rows");
        }
        return definition(entry);
    }

    private int definition(int index) {
        if (definitions != null) {
            return definitions[index];
        }
        return validity.isNull(index) ? defined - 1 : defined;
    }

    /** The repetition level of the entry, 0 at the start of a row and after the last entry. */
    int repetition() {
        return repetitions == null || entry >= entries ? 0 : repetitions[entry];
    }

    /** The value of the entry, null if there is none. */
    Object value() {
        return definition() < defined ? null : values.get(slot);
    }

    /** Goes to the next entry. */
    void advance() {
        if (slotForEach || definition() >= slotDefined) {
            slot++;
        }
        entry++;
    }
}
