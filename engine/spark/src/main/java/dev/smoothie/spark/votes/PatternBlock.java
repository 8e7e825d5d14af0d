package dev.smoothie.spark.votes;

import java.io.Serializable;

/**
 * Some samples, and which of their answers are equal. Not copied.
 *
 * @param ids
 *            of the samples
 * @param patterns
 *            of the same, each {@link Pattern#text}
 */
public record PatternBlock(String[] ids, String[] patterns) implements Serializable {

    public PatternBlock {
        if (ids.length != patterns.length) {
            throw new IllegalArgumentException("%d ids, %d patterns".formatted(ids.length, patterns.length));
        }
    }
}
