package dev.smoothie.engine.generate;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How a generator may be asked.
 *
 * @param concurrency
 *            requests under way at once, at least 1
 * @param requestsPerMinute
 *            requests, repeated ones among them, evenly spaced; empty for as many as answers allow
 * @param attempts
 *            how often one prompt is asked before its output counts as failed, at least 1
 * @param backoff
 *            the wait before the second attempt, on average; it doubles with each, up to {@link #LONGEST_BACKOFF}
 * @param outage
 *            how long a generator may answer nothing at all before it is given up
 */
public record Limits(int concurrency, OptionalDouble requestsPerMinute, int attempts, Duration backoff,
        Duration outage) {
    /** The longest wait between attempts where the provider names none. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    /** A provider that asks for a longer wait than this is left alone for this run. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** What is used where nothing is said. */
    public static final Limits STANDARD = new Limits(8, OptionalDouble.empty(), 8, Duration.ofMillis(500),
            Duration.ofMinutes(2));

    public Limits {
        Objects.requireNonNull(requestsPerMinute, "requestsPerMinute");
        if (concurrency < 1 || attempts < 1 || !(requestsPerMinute.orElse(1) > 0) || !backoff.isPositive()
                || !outage.isPositive()) {
            throw new IllegalArgumentException("limits must be positive: %d, %s, %d, %s, %s".formatted(concurrency,
                    requestsPerMinute, attempts, backoff, outage));
        }
    }
}
