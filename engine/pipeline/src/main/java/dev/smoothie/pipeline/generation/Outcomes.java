package dev.smoothie.pipeline.generation;

import java.util.Optional;

/** Gives what came of each question. */
@FunctionalInterface
interface Outcomes {
    /** The outcome of asking a model about a sample; empty if that was not wanted. */
    Optional<Outcome> get(int sample, int model);
}
