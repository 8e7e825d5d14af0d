package dev.smoothie.pipeline.samples;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads samples in one pass, in the order of the files, with one sample in memory at a time. Any method throws a
 * {@link dev.smoothie.spi.SmoothieException} with file and line for whatever is wrong with a file. Whoever opened it
 * closes it. For use by one thread.
 */
public abstract class SampleReader implements Iterator<Sample>, AutoCloseable {
    private Sample ahead;
    private boolean ended;

    /** A reader before the first sample. */
    protected SampleReader() {}

    /** The next sample; null at the end. */
    protected abstract Sample advance();

    /** Whether a sample that was read so far states what its outputs cost, well-formed or not. */
    public boolean mentionsCosts() {
        return false;
    }

    @Override
    public final boolean hasNext() {
        if (ahead == null && !ended) {
            ahead = advance();
            ended = ahead == null;
        }
        return ahead != null;
    }

    @Override
    public final Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Sample sample = ahead;
        ahead = null;
        return sample;
    }

    @Override
    public abstract void close();
}
