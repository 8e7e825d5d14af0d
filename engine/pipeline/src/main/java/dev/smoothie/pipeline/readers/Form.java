package dev.smoothie.pipeline.readers;

/** What a file is made of. */
public enum Form {
    /** Several JSON objects one after the other, usually one on each line. */
    LINES,
    /** One JSON object. */
    OBJECT,
    /** One JSON list. */
    LIST,
    /** Rows of a table that a plugin reads. */
    ROWS,
    /** Text that is not JSON. */
    TEXT,
    /** A zip archive. */
    ZIP,
    /** Bytes that are no text. */
    BINARY,
    /** No bytes, or nothing but white space. */
    EMPTY
}
