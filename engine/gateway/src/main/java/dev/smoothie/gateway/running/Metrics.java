package dev.smoothie.gateway.running;

import dev.smoothie.gateway.policies.Course;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Counts what the server does, for Prometheus. Any number of threads may count. */
public final class Metrics {
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = Counter.builder().name("smoothie_requests_total")
            .help("Requests, by policy and by the HTTP status of the answer.").labelNames("policy", "status")
            .register(registry);
    private final Histogram latency = Histogram.builder().name("smoothie_request_seconds").classicOnly()
            .classicUpperBounds(SECONDS).help("From a request to the end of its answer.").labelNames("policy")
            .register(registry);
    private final Histogram chosen = Histogram.builder().name("smoothie_choice_seconds").classicOnly()
            .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
            .help("What choosing takes: from a request to the first generator that is asked.").register(registry);
    private final Counter routes = Counter.builder().name("smoothie_routes_total")
            .help("Answers that were taken, by generator.").labelNames("generator").register(registry);
    private final Counter tokens = Counter.builder().name("smoothie_tokens_total")
            .help("Tokens that providers counted.").labelNames("generator", "direction").register(registry);
    private final Counter cost = Counter.builder().name("smoothie_cost_total")
            .help("What answers cost, in the currency of the prices.").labelNames("generator").register(registry);
    private final Counter failures = Counter.builder().name("smoothie_generator_failures_total")
            .help("Requests that a generator did not answer, by the kind of failure.")
            .labelNames("generator", "kind").register(registry);
    private final Histogram agreement = Histogram.builder().name("smoothie_agreement").classicOnly()
            .classicUpperBounds(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1)
            .help("How probable it is that the answer that was taken is right, where several were asked.")
            .register(registry);
    private final Gauge inFlight = Gauge.builder().name("smoothie_requests_in_flight").help("Requests under way.")
            .register(registry);
    private final Counter reloads = Counter.builder().name("smoothie_state_loads_total")
            .help("Fitted states that were loaded, and failed to.").labelNames("result").register(registry);
    private final List<String> generators;

    /**
     * @param generators
     *            their names
     * @param up
     *            is given a function that takes a name and 1 or 0: whether the generator answers
     */
    public Metrics(List<String> generators, Consumer<BiConsumer<String, Boolean>> up) {
        this.generators = List.copyOf(generators);
        GaugeWithCallback.builder().name("smoothie_generator_up").help("Whether the generator answers.")
                .labelNames("generator")
                .callback(callback -> up.accept((name, works) -> callback.call(works ? 1 : 0, name)))
                .register(registry);
    }

    /** A request has come. */
    public void begun() {
        inFlight.inc();
    }

    /** A request has ended. */
    public void ended(Course course, int status, double seconds) {
        inFlight.dec();
        String policy = course.policy().isEmpty() ? "none" : course.policy();
        requests.labelValues(policy, Integer.toString(status)).inc();
        latency.labelValues(policy).observe(seconds);
        if (!Double.isNaN(course.choosing())) {
            chosen.observe(course.choosing());
        }
        if (course.chosen() >= 0) {
            routes.labelValues(generators.get(course.chosen())).inc();
        }
        if (!Double.isNaN(course.right())) {
            agreement.observe(course.right());
        }
        for (Course.Attempt attempt : course.attempts()) {
            String name = generators.get(attempt.generator());
            if (!attempt.kind().isEmpty()) {
                failures.labelValues(name, attempt.kind()).inc();
            }
            attempt.answer().ifPresent(
                    answer -> counted(name, answer.inputTokens().orElse(0), answer.outputTokens().orElse(0)));
            cost(name, attempt.cost().orElse(0));
        }
    }

    /** Tokens that a stream has told at its end. */
    public void counted(String generator, long input, long output) {
        tokens.labelValues(generator, "in").inc(input);
        tokens.labelValues(generator, "out").inc(output);
    }

    /** What an answer cost. */
    public void cost(String generator, double amount) {
        cost.labelValues(generator).inc(amount);
    }

    /** A fitted state was loaded, or could not be. */
    public void loaded(boolean well) {
        reloads.labelValues(well ? "ok" : "failed").inc();
    }

    /** All counts, as Prometheus reads them. */
    public byte[] text() {
        var bytes = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(bytes, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
