package dev.smoothie.engine.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * One pass over samples, in the order of the files, holding one at a time. Whatever is wrong with a file is a
 * {@link dev.smoothie.spi.SmoothieException} with file and line, from any method. Whoever opened it closes it; one thread.
 */
public abstract sealed class SampleReader implements Iterator<Sample>, AutoCloseable
        permits JsonLinesReader, AlpacaEvalReader, ReferenceReader {
    private Sample ahead;
    private boolean ended;

    SampleReader() {}

    /** The next sample; null at the end. */
    abstract Sample advance();

    /** Whether a sample that was read so far says what its outputs cost, be that well-formed or not. */
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
