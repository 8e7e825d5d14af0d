package dev.smoothie.spi;

import java.util.List;

/**
 * Reads the rows of a table, one after the other. One thread uses it. {@link #close()} may be called at any row, and
 * twice.
 */
public interface TableReader extends AutoCloseable {

    /** The names of the columns, in the order of the file. */
    List<String> columns();

    /**
     * Goes to the next row; the first call goes to the first.
     *
     * @return whether there is one
     * @throws SmoothieException
     *             if the file is damaged or cannot be read; the message has its path
     */
    boolean next();

    /**
     * A value of the row that {@link #next} went to. It stays valid after the next call.
     *
     * <p>
     * It is one of:
     * <ul>
     * <li>{@code null}, where there is no value;
     * <li>{@link String}, for a text, and for dates, times and points in time, as ISO 8601 writes them;
     * <li>{@link Long}, for a whole number that fits; {@link Double}, for a floating-point number;
     * {@link java.math.BigDecimal}, for a number that neither holds exactly;
     * <li>{@link Boolean};
     * <li>{@code byte[]}, for bytes that are no text;
     * <li>{@link java.util.List}, of such values;
     * <li>{@link java.util.Map}, from texts to such values, in the order of the file: an object with fields, or a map.
     * Fields without a value are there, and are {@code null}.
     * </ul>
     *
     * @param column
     *            index in {@link #columns}
     * @throws SmoothieException
     *             if the value cannot be read; the message has the path of the file
     */
    Object value(int column);

    @Override
    void close();
}
