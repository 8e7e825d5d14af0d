package dev.smoothie.spi;

import java.util.List;

/**
 * Writes the rows of a table. One thread uses it.
 */
public interface TableWriter extends AutoCloseable {

    /**
     * Appends a row. The writer keeps nothing of {@code row} that changes when the caller changes it.
     *
     * @param row
     *            a value for each column, as its {@link ColumnType} says; any value may be {@code null}
     * @throws IllegalArgumentException
     *             if there are more or fewer values than columns, or a value does not fit its column
     * @throws SmoothieException
     *             if the file cannot be written; the message has its path
     */
    void write(List<?> row);

    /**
     * Completes the file and closes it; the second call does nothing. After a failure of {@link #write} it only closes
     * what is open.
     *
     * @throws SmoothieException
     *             if the file cannot be completed; the message has its path
     */
    @Override
    void close();
}
