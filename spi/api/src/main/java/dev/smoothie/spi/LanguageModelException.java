package dev.smoothie.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a language model gave no answer. The kind decides whether the program asks again; the message is for a person, and
 * free of secrets.
 */
public final class LanguageModelException extends SmoothieException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** Too many requests (HTTP 429): asked again, after the time that the provider named if it did. */
        THROTTLED(true),
        /** The provider is in trouble (HTTP 5xx): asked again. */
        UNAVAILABLE(true),
        /** No answer in time: asked again. */
        TIMEOUT(true),
        /** No connection, or one that broke: asked again. */
        CONNECTION(true),
        /** An answer that makes no sense, such as truncated JSON: asked again. */
        GARBLED(true),
        /**
         * The provider refuses whoever asks, or does not know the model (HTTP 401, 402, 403, 404): after a few of them in a
         * row nothing more is asked of the generator.
         */
        DENIED(false),
        /** The provider will not answer this (other HTTP 4xx), or has none: never asked again. */
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

    /** A failure of which the provider did not say when to come back. */
    public LanguageModelException(Kind kind, String message, Throwable cause) {
        this(kind, message, null, cause);
    }

    /**
     * A failure.
     *
     * @param retryAfter
     *            how long the provider asks to wait (HTTP {@code Retry-After}); null where it does not say
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

    /** How long the provider asks to wait, where it does. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
