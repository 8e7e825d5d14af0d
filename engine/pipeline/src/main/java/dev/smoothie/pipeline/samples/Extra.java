package dev.smoothie.pipeline.samples;

/** What a pass over samples reads besides ids, inputs and outputs. Only what it reads must be well-formed. */
public enum Extra {
    NOTHING, LABELS, COSTS, REVIEWS
}
