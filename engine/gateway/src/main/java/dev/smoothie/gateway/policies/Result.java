package dev.smoothie.gateway.policies;

import dev.smoothie.gateway.protocol.Answer;
import dev.smoothie.gateway.providers.Reply;

/** What is sent to the caller. */
public sealed interface Result {
    /** A whole answer. */
    record Whole(Answer answer) implements Result {}

    /** A stream to pass on, and to close. */
    record Stream(Reply.Stream reply) implements Result {}

    /** A refusal to pass on. */
    record Refused(Reply.Refused reply) implements Result {}
}
