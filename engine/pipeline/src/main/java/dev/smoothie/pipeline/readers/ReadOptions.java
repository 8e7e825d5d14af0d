package dev.smoothie.pipeline.readers;

import java.util.Objects;
import java.util.Optional;

/**
 * What the user has said about how files are read.
 *
 * @param turn
 *            which turn of a conversation is taken, from 1
 * @param filter
 *            which filter's find is the output, in files that have what filters found in outputs; empty for the outputs
 *            themselves
 * @param score
 *            which score is the truth, in files that have several; empty for the first that most outputs have
 * @param columns
 *            the columns of tables, {@code id=…,input=…,generation:NAME=…}; empty to take them by their names
 * @param strict
 *            whether what looks like a mistake in a file is an error; otherwise it is a warning
 */
public record ReadOptions(int turn, Optional<String> filter, Optional<String> score, Optional<String> columns,
        boolean strict) {
    /** What is taken unless the user says otherwise. */
    public static final ReadOptions DEFAULT = new ReadOptions(1, Optional.empty(), Optional.empty(), Optional.empty(),
            false);

    public ReadOptions {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(columns, "columns");
        if (turn < 1) {
            throw new IllegalArgumentException("turn %d; turns are counted from 1".formatted(turn));
        }
    }
}
