package dev.smoothie.spi;

import java.util.List;

/**
 * Opens table formats of one kind. Nobody chooses a format by name: a file that is read is recognised by its first
 * bytes, and a file that is written by the extension of its name.
 */
public non-sealed interface TableFormatFactory extends Factory {

    /** How many first bytes of a file {@link #recognises} is shown; fewer if the file is shorter. */
    int BEGINNING = 64;

    /**
     * The extensions of file names for which the format is written, in lower case and without the dot, for example
     * {@code "parquet"}; at least one.
     */
    List<String> extensions();

    /**
     * Whether a file that starts with these bytes is of this format. Any number of threads may ask.
     *
     * @param beginning
     *            the first {@value #BEGINNING} bytes, or the whole file if it is shorter; not to be changed
     */
    boolean recognises(byte[] beginning);

    /**
     * Opens the format. The caller closes it. Meanwhile the plugin's class loader is the thread's context class loader.
     *
     * @param context
     *            where the plugin lives and how many threads it may use
     * @param options
     *            what the user wrote, read by {@link #options()}
     * @throws SmoothieException
     *             if the format cannot be had: the message says what was asked, what was found and what to do
     */
    TableFormat open(PluginContext context, Options options);
}
