package dev.smoothie.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The reason why a language model gave no answer. The kind decides whether the program asks again. The message is for a
 * person to read, and holds no secrets.
 */
public final class LanguageModelException extends SmoothieException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** Too many requests (HTTP 429): asked again, after the time that the provider named if it did. */
        THROTTLED(true),
        /** The provider has a failure of its own (HTTP 5xx): asked again. */
        UNAVAILABLE(true),
        /** No answer in time: asked again. */
        TIMEOUT(true),
        /** No connection, or one that broke: asked again. */
        CONNECTION(true),
        /** An answer that makes no sense, such as truncated JSON: asked again. */
        GARBLED(true),
        /**
         * The provider refuses this user, or does not know the model (HTTP 401, 402, 403, 404): after a few such
         * refusals in a row the generator is not asked any more.
         */
        DENIED(false),
        /** The provider refuses this prompt (other HTTP 4xx), or has no answer to it: never asked again. */
        REJECTED(false),
        /** The calling thread was interrupted: never asked again. */
        CANCELLED(false);

        private final boolean transientFailure;

        Kind(boolean transientFailure) {
            this.transientFailure = transientFailure;
        }

        /** Whether asking again may help. */
        public boolean isTransient() {
            return transientFailure;
        }
    }

    private final Kind kind;
    private final transient Duration retryAfter;

    /** A failure without a time at which to ask again. */
    public LanguageModelException(Kind kind, String message, Throwable cause) {
        this(kind, message, null, cause);
    }

    /**
     * A failure.
     *
     * @param retryAfter
     *            how long the provider asks to wait (HTTP {@code Retry-After}); null if it does not say
     */
    public LanguageModelException(Kind kind, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.retryAfter = retryAfter;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** How long the provider asks to wait; empty if it does not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
