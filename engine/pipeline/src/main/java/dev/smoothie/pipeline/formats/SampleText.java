package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.Sample;
import tools.jackson.core.JsonGenerator;

/**
 * One sample of a {@link SampleBlock}. Texts are made only of what is asked for, and what is only copied from file to
 * file is not made a text at all. For the thread that was given the block.
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public interface SampleText {
    /** The index of the sample in its dataset. */
    int index();

    /** The sample with all of its texts. */
    Sample sample();

    /** Writes its id. */
    void writeId(JsonGenerator json);

    /**
     * Writes its first output of a generator that is not missing, or null if there is none.
     *
     * @param generator
     *            by its name
     */
    void writeOutput(JsonGenerator json, String generator);
}
