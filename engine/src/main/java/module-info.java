/** Everything that computes: samples, views, embeddings, row estimates, neighbours, scores, routes. */
module dev.smoothie.engine {
    requires transitive dev.smoothie.spi;
    requires transitive dev.smoothie.bindings;
    requires transitive dev.smoothie.simulation;
    // Static: resolved at start it costs a warning and 70 ms each time; see VectorModule, which loads it.
    requires static jdk.incubator.vector;
    requires tools.jackson.core;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.ratelimiter;
    requires io.github.resilience4j.retry;
    // Of the circuit breaker, which is no module that could say so itself.
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.ranking;

    exports dev.smoothie.engine;
    exports dev.smoothie.engine.compute;
    exports dev.smoothie.engine.cuda;
    exports dev.smoothie.engine.data;
    exports dev.smoothie.engine.embed;
    exports dev.smoothie.engine.estimate;
    exports dev.smoothie.engine.evaluate;
    exports dev.smoothie.engine.generate;
    exports dev.smoothie.engine.neighbors;
    exports dev.smoothie.engine.parallel;
    exports dev.smoothie.engine.plugin;
    exports dev.smoothie.engine.route;

    uses dev.smoothie.spi.Plugin;
}
