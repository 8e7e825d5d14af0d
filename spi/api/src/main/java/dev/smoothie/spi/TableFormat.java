package dev.smoothie.spi;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads and writes files that hold a table: rows of values under named columns, and each value a text, a number, a list
 * or an object of such.
 *
 * <p>
 * <b>Contract.</b> Files may be larger than memory: a reader holds some rows at a time, and a writer lets go of rows
 * when enough have come together. Any number of threads may open readers and writers, and each reader or writer is used
 * by one thread. What is written is read back equal ({@link TableReader#value} says as what). A file that is damaged,
 * cut off, encrypted or otherwise unreadable is a {@link SmoothieException} with the path of the file in it, from
 * {@link #open} or from the reader; it is never an end of the table that comes too early, and never another exception.
 * {@link #close()} is called once all readers and writers are closed, and may be called twice.
 */
public interface TableFormat extends AutoCloseable {

    /** Names the format, for messages, for example {@code "Parquet"}. */
    String description();

    /**
     * Opens a file. The caller closes the reader.
     *
     * @throws SmoothieException
     *             if it is not a file of this format, is damaged or cannot be read; the message has its path
     */
    TableReader open(Path file);

    /**
     * Starts a file, in place of one that is there. The caller closes the writer. If writing fails the file is
     * worthless, and the caller deletes it.
     *
     * @param columns
     *            the columns, at least one, with different names
     * @throws UnsupportedException
     *             "… does not support writing", if files are only read; so unless overridden
     * @throws SmoothieException
     *             if the file cannot be written, or the format has no such columns
     */
    default TableWriter create(Path file, List<Column> columns) {
        throw new UnsupportedException(description(), "writing");
    }

    @Override
    default void close() {}
}
