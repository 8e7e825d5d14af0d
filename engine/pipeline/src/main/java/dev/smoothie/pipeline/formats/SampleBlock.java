package dev.smoothie.pipeline.formats;

import java.util.List;
import java.util.function.IntFunction;

/**
 * Some samples that follow each other.
 *
 * @param size
 *            how many, at least 1
 * @param samples
 *            the sample of each rank, counted from 0
 */
public record SampleBlock(int size, IntFunction<SampleText> samples) {

    static SampleBlock of(List<? extends SampleText> samples) {
        return new SampleBlock(samples.size(), samples::get);
    }

    /** The sample of a rank in this block. */
    public SampleText get(int rank) {
        return samples.apply(rank);
    }
}
