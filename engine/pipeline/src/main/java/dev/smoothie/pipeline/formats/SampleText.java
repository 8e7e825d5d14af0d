package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.samples.Sample;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
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
     * Writes its first output of a generator that says something; if there is none, the first that is not missing, or
     * null.
     *
     * @param generator
     *            by its name
     * @param says
     *            whether an output says something; asked only if the generator has several
     */
    void writeOutput(JsonGenerator json, String generator, Predicate<String> says);

    /** The first output that says something; if there is none, the first that is not missing, or null. */
    static String first(List<String> repeats, Predicate<String> says) {
        List<String> there = repeats.stream().filter(Objects::nonNull).toList();
        return there.size() < 2
                ? there.stream().findFirst().orElse(null)
                : there.stream().filter(says).findFirst().orElse(there.getFirst());
    }
}
