package dev.smoothie.pipeline.kept;

import java.nio.file.Path;
import java.util.List;

/**
 * What a cache of vectors holds.
 *
 * @param directory
 *            where it is
 * @param limit
 *            how many bytes it may take
 * @param models
 *            what there is of each model, the largest first
 */
public record CacheContents(Path directory, long limit, List<Part> models) {

    public CacheContents {
        models = List.copyOf(models);
    }

    /**
     * The vectors of one model.
     *
     * @param model
     *            which made them
     * @param vectors
     *            how many there are; those of a text that was embedded in several ways or places count apart
     * @param bytes
     *            what they take
     */
    public record Part(KeptModel model, long vectors, long bytes) {}

    /** Bytes that all vectors take. */
    public long bytes() {
        return models.stream().mapToLong(Part::bytes).sum();
    }

    /** How many vectors there are. */
    public long vectors() {
        return models.stream().mapToLong(Part::vectors).sum();
    }
}
