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

    /** The objects of a file that has them one after the other, or in one list. */
    @SuppressWarnings("exports")
    default JsonItems items() {
        return beginning().form() == Form.LIST
                ? JsonItems.ofList(file())
                : beginning().spansLines() ? JsonItems.ofValues(file()) : JsonItems.ofLines(file());
    }
}
