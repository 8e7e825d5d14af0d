package dev.smoothie.pipeline.readers;

import java.util.List;

/**
 * A kind of file that samples are read from: the format of one tool. Stateless; any number of threads may call.
 */
public interface FileKind {
    /** What the file is, for people: "samples of lm-evaluation-harness". */
    String description();

    /** The keys by which it is known, for the message about a file that is not quite of any kind. */
    List<String> keys();

    /** Whether a file that begins so is of this kind. */
    boolean recognises(Beginning beginning);

    /**
     * Reads a file, in one pass, and gives its entries to {@code reading}.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if the file is malformed; names file and line or item, what was expected and what was found
     */
    void read(Reading reading);

    /** Whether a file may tell about the same output of a sample several times; these are repeats. */
    default boolean repeats() {
        return true;
    }

    /**
     * Whether outputs of one model for the same samples in two files are those of two generators, with the names of the
     * files: the model was asked in two ways, which the files do not tell.
     */
    default boolean mayAskOneModelTwice() {
        return false;
    }
}
