package dev.smoothie.spi;

import java.util.List;
import java.util.Objects;

/** What the values of a {@link Column} are. Every value, also inside of a list or an object, may be null. */
public sealed interface ColumnType {

    /** A single value. */
    enum Scalar implements ColumnType {
        /** A {@link String}. Surrogates that have no partner become U+FFFD, because files have no characters for them. */
        TEXT,
        /** A {@link Long}. */
        INTEGER,
        /** A {@link Double}; NaN and infinity are values like others. */
        NUMBER,
        /** A {@link Boolean}. */
        TRUTH
    }

    /**
     * A {@link List} of values of one type.
     *
     * @param element
     *            the type of each
     */
    record ListOf(ColumnType element) implements ColumnType {
        public ListOf {
            Objects.requireNonNull(element, "element");
        }
    }

    /**
     * A {@link java.util.Map} from texts to values of one type; each row has keys of its own.
     *
     * @param value
     *            the type of each value
     */
    record MapOf(ColumnType value) implements ColumnType {
        public MapOf {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A {@link java.util.Map} from the names of the fields to their values. A field that is missing in it is null; a key
     * that is no field is an error.
     *
     * @param fields
     *            the fields, at least one, with different names
     */
    record ObjectOf(List<Column> fields) implements ColumnType {
        public ObjectOf {
            fields = Column.checked(fields);
        }
    }
}
