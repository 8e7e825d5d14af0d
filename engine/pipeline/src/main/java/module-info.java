/**
 * Smoothie for files and texts: reads samples, embeds their texts, asks language models for outputs, routes samples,
 * compares routes with the truth, and writes results. It knows no terminal. The classes of the package
 * {@code dev.smoothie.pipeline} are the use cases; the other packages are their parts.
 */
module dev.smoothie.pipeline {
    requires transitive dev.smoothie.core;
    requires transitive dev.smoothie.spi;
    requires transitive dev.smoothie.simulation;
    requires java.management;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires de.siegmar.fastcsv;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.ratelimiter;
    requires io.github.resilience4j.retry;
    // Needed by the circuit breaker, which is not a named module and so cannot require it itself.
    requires org.slf4j;
    requires org.snakeyaml.engine;

    exports dev.smoothie.pipeline;
    exports dev.smoothie.pipeline.costs;
    exports dev.smoothie.pipeline.text;
    exports dev.smoothie.pipeline.embedding;
    exports dev.smoothie.pipeline.encoders;
    exports dev.smoothie.pipeline.fitted;
    exports dev.smoothie.pipeline.formats;
    exports dev.smoothie.pipeline.generation;
    exports dev.smoothie.pipeline.index;
    exports dev.smoothie.pipeline.joining;
    exports dev.smoothie.pipeline.kept;
    exports dev.smoothie.pipeline.plugins;
    exports dev.smoothie.pipeline.readers;
    exports dev.smoothie.pipeline.report;
    exports dev.smoothie.pipeline.reviews;
    exports dev.smoothie.pipeline.samples;
    exports dev.smoothie.pipeline.truth;
    exports dev.smoothie.pipeline.views;
    exports dev.smoothie.pipeline.writing;

    uses dev.smoothie.spi.Plugin;
}
