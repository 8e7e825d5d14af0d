/**
 * Draws embeddings from the statistical model, together with the truth that they were drawn from. Depends on
 * {@code java.base} only.
 */
module dev.smoothie.simulation {
    exports dev.smoothie.simulation;
}
