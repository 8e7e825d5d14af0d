package dev.smoothie.gateway.providers;

import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayedAnswer;
import java.time.Duration;
import java.util.Optional;

/** What a generator says to one request. */
public sealed interface Reply {

    /** A whole answer. */
    record Whole(Answer answer) implements Reply {}

    /**
     * An event stream whose first bytes are there. Whoever has it closes it.
     *
     * @param first
     *            the first bytes
     */
    record Stream(RelayedAnswer answer, byte[] first) implements Reply, AutoCloseable {
        @Override
        public void close() {
            answer.close();
        }
    }

    /**
     * The provider finds a fault in the request, which another would find too. It is passed on.
     *
     * @param type
     *            the type of the body's content
     */
    record Refused(int status, String type, byte[] body) implements Reply {}

    /**
     * There is no answer, and another generator may have one.
     *
     * @param kind
     *            what went wrong; empty where the gateway did not ask
     * @param reason
     *            for callers, who are not told addresses, accounts, and what providers say of them
     * @param retryAfter
     *            when it may answer, if it has said so
     */
    record Failed(Optional<Kind> kind, String reason, Optional<Duration> retryAfter) implements Reply {

        /** A failure of this kind. */
        static Failed of(Kind kind, Optional<Duration> retryAfter) {
            return new Failed(Optional.of(kind), switch (kind) {
                case THROTTLED -> "it takes no more requests now";
                case UNAVAILABLE -> "it has a failure of its own";
                case TIMEOUT -> "it did not answer in time";
                case CONNECTION -> "it could not be reached, or the connection broke";
                case GARBLED -> "its answer made no sense";
                case EMPTY -> "its answer was empty";
                case DENIED -> "it refuses this server";
                case REJECTED, MISCONFIGURED -> "it refuses this request";
                case CANCELLED -> "it was asked no longer";
            }, retryAfter);
        }
    }
}
