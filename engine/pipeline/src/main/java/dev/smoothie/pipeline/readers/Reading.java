package dev.smoothie.pipeline.readers;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.text.InputFile;

/**
 * The reading of one file by its {@link FileKind}: the file, the options, and what takes the entries. For one thread.
 */
public interface Reading {
    InputFile file();

    /** What the file looks like. */
    Beginning beginning();

    ReadOptions options();

    /** The name of the file without folders and endings, which names the generator of a file that does not. */
    String generator();

    /** Takes an entry. */
    void add(Entry entry);

    /** Takes a sentence that the user should read, once for each file. */
    void note(String sentence);

    /**
     * Counts an output that is missing because it failed.
     *
     * @param reason
     *            why, in the words of the file
     */
    void failed(String reason);

    /** Opens the file if it is a table that a plugin reads. */
    TableOpener tables();

    /** The objects of a file that has them one after the other, in one list, or in the rows of a table. */
    @SuppressWarnings("exports")
    default JsonItems items() {
        return switch (beginning().form()) {
            case ROWS -> JsonItems.ofRows(tables().open(file().path()).orElseThrow(), file().name());
            case LIST -> JsonItems.ofList(file());
            default -> beginning().spansLines() ? JsonItems.ofValues(file()) : JsonItems.ofLines(file());
        };
    }
}
