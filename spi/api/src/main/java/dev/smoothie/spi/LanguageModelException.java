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
        /** An answer that is complete and has no text, and nothing says why: asked again, but only a few times. */
        EMPTY(true),
        /**
         * The provider refuses this user, or does not know the model (HTTP 401, 402, 403, 404; a quota that is used
         * up): after a few such refusals in a row the generator is not asked any more.
         */
        DENIED(false),
        /** The provider refuses this prompt, or has no answer to it: never asked again. */
        REJECTED(false),
        /**
         * The provider refuses the request, and does not say that this is for its prompt, such as an option that the
         * model does not know (HTTP 400): never asked again. If the first prompts are all refused in the same words, the
         * generator is not asked any more.
         */
        MISCONFIGURED(false),
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
    private final transient Completion paid;

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
        this(kind, message, retryAfter, null, cause);
    }

    private LanguageModelException(Kind kind, String message, Duration retryAfter, Completion paid, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.retryAfter = retryAfter;
        this.paid = paid;
    }

    /** The same failure of a model that has worked all the same: {@code paid} has the tokens that it charges. */
    public LanguageModelException having(Completion paid) {
        return new LanguageModelException(kind, getMessage(), retryAfter, Objects.requireNonNull(paid, "paid"),
                getCause());
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** How long the provider asks to wait; empty if it does not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * What came instead of an answer and is charged all the same, such as reasoning that nothing follows; empty if
     * nothing came.
     */
    public Optional<Completion> paid() {
        return Optional.ofNullable(paid);
    }
}
