package dev.smoothie.pipeline.generation;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The limits for asking a generator: how many requests at once, how often, and when to give up.
 *
 * @param concurrency
 *            how many requests may be under way at once, at least 1
 * @param requestsPerMinute
 *            the rate of requests, repeated ones included, evenly spaced; empty if only the answers limit it
 * @param attempts
 *            how often one prompt is asked before its output counts as failed, at least 1
 * @param backoff
 *            the average wait before the second attempt; it doubles with each further one, up to
 *            {@link #LONGEST_BACKOFF}
 * @param outage
 *            how long a generator may answer nothing at all before it is given up
 */
public record Limits(int concurrency, OptionalDouble requestsPerMinute, int attempts, Duration backoff,
        Duration outage) {
    /** The longest wait between attempts, if the provider does not ask for a longer one. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    /** If a provider asks for a longer wait than this, its generator is given up for this run. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** The limits of a generator for which {@code models.yaml} states none. */
    public static final Limits STANDARD = new Limits(8, OptionalDouble.empty(), 8, Duration.ofMillis(500),
            Duration.ofMinutes(2));

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    public Limits {
        Objects.requireNonNull(requestsPerMinute, "requestsPerMinute");
        if (concurrency < 1 || attempts < 1 || !(requestsPerMinute.orElse(1) > 0) || !backoff.isPositive()
                || !outage.isPositive()) {
            throw new IllegalArgumentException("limits must be positive: %d, %s, %d, %s, %s".formatted(concurrency,
                    requestsPerMinute, attempts, backoff, outage));
        }
    }
}
