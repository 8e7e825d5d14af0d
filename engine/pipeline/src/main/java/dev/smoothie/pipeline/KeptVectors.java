package dev.smoothie.pipeline;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.pipeline.kept.CacheContents;
import dev.smoothie.pipeline.kept.VectorCache;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;

/**
 * Says what a cache of vectors holds, and empties it. This is the use case of {@code smoothie cache}.
 *
 * @param cache
 *            which
 */
public record KeptVectors(VectorCache cache) {

    /**
     * What it holds now.
     *
     * @throws SmoothieException
     *             if it cannot be read
     */
    public CacheContents contents() {
        try {
            return cache.contents();
        } catch (IOException e) {
            throw new SmoothieException("%s cannot be read: %s".formatted(cache.directory(), IoReason.of(e)), e);
        }
    }

    /**
     * Deletes all vectors; runs that are going on embed what they do not find.
     *
     * @return what it held
     * @throws SmoothieException
     *             if something cannot be deleted
     */
    public CacheContents clear() {
        CacheContents before = contents();
        try {
            cache.clear();
        } catch (IOException e) {
            throw new SmoothieException("%s cannot be emptied: %s".formatted(cache.directory(), IoReason.of(e)), e);
        }
        return before;
    }
}
