/** A server that speaks OpenAI's protocol in front of generators, and chooses among them by a fitted state. */
module dev.smoothie.gateway {
    requires transitive dev.smoothie.pipeline;
    requires io.prometheus.metrics.core;
    requires io.prometheus.writer.text;
    requires io.prometheus.metrics.model;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.smoothie.gateway;
    exports dev.smoothie.gateway.policies;
    exports dev.smoothie.gateway.protocol;
    exports dev.smoothie.gateway.providers;
    exports dev.smoothie.gateway.running;
}
