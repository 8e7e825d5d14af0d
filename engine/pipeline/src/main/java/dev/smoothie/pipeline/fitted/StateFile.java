package dev.smoothie.pipeline.fitted;

import java.util.Objects;

/**
 * A file of a fitted state.
 *
 * @param name
 *            in the folder
 * @param bytes
 *            its size
 * @param sha256
 *            of its content, 64 hexadecimal digits
 */
public record StateFile(String name, long bytes, String sha256) {
    /** The manifest, which has no digest of itself. */
    public static final String MANIFEST = "state.json";
    /** Embeddings of the inputs, {@code [n, d]}. */
    public static final String INPUTS = "inputs.npy";
    /** Embeddings of the outputs, {@code [n, r, m, d]}; zeros for missing ones. */
    public static final String GENERATIONS = "generations.npy";
    /** Which outputs there are, {@code [n, r, m]}: 0 missing, 1 says something, 2 says nothing. */
    public static final String PRESENCE = "presence.npy";
    /** Row estimates from distances, {@code [n, m]}. */
    public static final String ERRORS = "errors.npy";
    /** The probabilities that outputs are wrong, {@code [n, m]}, where outputs are answers. */
    public static final String VOTES = "votes.npy";

    public StateFile {
        Objects.requireNonNull(sha256, "sha256");
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".") || bytes < 0) {
            throw new IllegalArgumentException("a file %s of %d bytes".formatted(name, bytes));
        }
    }
}
