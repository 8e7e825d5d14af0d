package dev.smoothie.engine.data;

/** What a pass reads of samples besides ids, inputs and outputs; it minds whether that is well-formed. */
enum Extra {
    NOTHING, LABELS, COSTS
}
