package dev.smoothie.pipeline.fitted;

import java.util.Objects;
import java.util.Optional;

/**
 * The embedder of a fitted state.
 *
 * @param name
 *            {@code NAME} or {@code NAME:OPTIONS}, as it was asked for
 * @param identity
 *            what its vectors depend on, {@link dev.smoothie.pipeline.kept.ModelIdentity}; empty if its plugin does not
 *            say
 * @param inputs
 *            whether it made the vectors of the inputs
 * @param outputs
 *            whether it made those of the outputs
 */
public record EmbedderUse(String name, Optional<String> identity, boolean inputs, boolean outputs) {
    public EmbedderUse {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(identity, "identity");
    }
}
