/**
 * Computes on numbers alone: embeddings, exact neighbours, estimates of errors, routes, and how far they can be
 * believed. It knows no text, no JSON, no plugins and no terminal. {@link dev.smoothie.core.Smoothie} is where users of
 * the library start.
 */
module dev.smoothie.core {
    requires transitive dev.smoothie.bindings;
    // Static: resolved at start, it would cost a warning and 70 ms each time; VectorModule loads it.
    requires static jdk.incubator.vector;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.ranking;

    exports dev.smoothie.core;
    exports dev.smoothie.core.belief;
    exports dev.smoothie.core.cards;
    exports dev.smoothie.core.compute;
    exports dev.smoothie.core.encoding;
    exports dev.smoothie.core.estimate;
    exports dev.smoothie.core.evaluate;
    exports dev.smoothie.core.failure;
    exports dev.smoothie.core.files;
    exports dev.smoothie.core.labels;
    exports dev.smoothie.core.neighbors;
    exports dev.smoothie.core.parallel;
    exports dev.smoothie.core.reviews;
    exports dev.smoothie.core.route;
    exports dev.smoothie.core.vectors;
}
