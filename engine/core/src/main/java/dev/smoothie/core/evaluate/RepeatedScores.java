package dev.smoothie.core.evaluate;

import java.util.Map;

/**
 * The single scores of outputs that were scored several times, whose means are the {@link Truth}.
 *
 * @param samples
 *            by index of the sample, {@code [m][r]}: for each output its scores in the order in which they were given;
 *            none where they are not known. Only samples in which some output has two scores or more
 */
public record RepeatedScores(Map<Integer, double[][]> samples) {

    /** Scores that were all given once. */
    public static final RepeatedScores NONE = new RepeatedScores(Map.of());

    public RepeatedScores {
        samples = Map.copyOf(samples);
    }
}
