package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads a provider's answer: the text, the reasoning beside or before it, and all tokens that are charged. An answer
 * without a text is a failure that says why. LangChain4j only writes requests; what servers send has many forms, of
 * which it knows one.
 *
 * @param standIn
 *            an answer that LangChain4j can read, which it is given in place of the server's
 * @param answers
 *            JSON pointer (RFC 6901) to what holds the answer: a non-empty array, or an object
 * @param reader
 *            gathers what the model said
 * @param finish
 *            JSON pointers to the reason why the answer ended
 * @param input
 *            JSON pointers to numbers of tokens that add up to those of the prompt
 * @param output
 *            JSON pointers to numbers of tokens that add up to those of the answer
 */
record AnswerShape(String standIn, String answers, Function<JsonNode, Reply> reader, List<String> finish,
        List<String> input, List<String> output) implements Connection.Reading<Completion> {
    private static final List<String> REASONING_TOKENS = List.of(
            "/usage/completion_tokens_details/reasoning_tokens", "/usage/output_tokens_details/reasoning_tokens",
            "/usage/reasoning_tokens", "/usageMetadata/thoughtsTokenCount");

    @Override
    public String handed(String body) {
        return standIn;
    }

    @Override
    public Completion read(JsonNode json, Connection connection, String where) {
        JsonNode blocked = json.at("/promptFeedback/blockReason");
        if (blocked.isTextual()) {
            throw connection.failure(Kind.REJECTED, "at %s was blocked by the provider: %s".formatted(where, connection
                    .quote(blocked.asText())));
        }
        ErrorAnswer.within(json).ifPresent(error -> {
            throw ErrorAnswer.failure(connection, where, error);
        });
        String reason = reason(json);
        JsonNode held = json.at(answers);
        if (held.isMissingNode() || held.isNull() || held.isNumber() || (held.isContainerNode() && held.isEmpty()
                && reason.isEmpty())) {
            String words = ErrorAnswer.message(json).orElseGet(json::toString);
            throw connection.failure(Kind.GARBLED, "at %s was answered without a '%s': %s".formatted(where, answers
                    .substring(1), connection.quote(words)));
        }
        Reply reply = reader.apply(json);
        Thinking thinking = Thinking.of(reply.text());
        Completion completion = new Completion(thinking.answer(), sum(json, input), sum(json, output),
                reasoning(reply, thinking));
        Optional<LanguageModelException> failure = failure(json, reply, thinking, reason, connection, where);
        if (failure.isPresent()) {
            throw failure.get().having(completion);
        }
        return completion;
    }

    private static Optional<String> reasoning(Reply reply, Thinking thinking) {
        String all = reply.reasoning() + thinking.reasoning().map(words -> reply.reasoning().isBlank()
                ? words
                : "\n" + words).orElse("");
        return Optional.of(all).filter(words -> !words.isBlank());
    }

    private String reason(JsonNode json) {
        return finish.stream().map(json::at).filter(JsonNode::isTextual).map(JsonNode::asText)
                .filter(word -> !word.isBlank()).findFirst().orElse("");
    }

    /** Why an answer is none; empty if it is one. */
    private static Optional<LanguageModelException> failure(JsonNode json, Reply reply, Thinking thinking,
            String reason, Connection connection, String where) {
        boolean blank = thinking.answer().isBlank();
        String ended = "(finish reason: %s)".formatted(reason.isEmpty() ? "none" : connection.quote(reason));
        if (reply.strangeness().isPresent()) {
            return fail(connection, Kind.GARBLED, where, "has an answer that %s".formatted(connection
                    .quote(reply.strangeness().get())));
        }
        if (blank && !reply.refusal().isBlank()) {
            return fail(connection, Kind.REJECTED, where, "was refused by the model: %s".formatted(connection
                    .quote(reply.refusal())));
        }
        Finish finish = Finish.of(reason);
        if (finish == Finish.BROKEN) {
            return fail(connection, Kind.UNAVAILABLE, where, "was broken off by the server %s%s".formatted(ended, blank
                    ? ""
                    : "; the text so far is left out"));
        }
        if (finish == Finish.FILTERED) {
            return fail(connection, Kind.REJECTED, where, "was stopped by a content filter, or refused %s%s".formatted(
                    ended, blank ? "" : "; the text so far is left out"));
        }
        return blank
                ? Optional.of(withoutText(json, reply, thinking, finish, connection, "at %s %%s %s".formatted(where,
                        ended)))
                : Optional.empty();
    }

    private static Optional<LanguageModelException> fail(Connection connection, Kind kind, String where, String what) {
        return Optional.of(connection.failure(kind, "at %s %s".formatted(where, what)));
    }

    private static LanguageModelException withoutText(JsonNode json, Reply reply, Thinking thinking, Finish finish,
            Connection connection, String message) {
        boolean thought = !reply.reasoning().isBlank() || thinking.reasoning().isPresent()
                || sum(json, REASONING_TOKENS).orElse(0) > 0;
        String advice = "; raise max-tokens (max-completion-tokens for OpenAI's reasoning models), or have it reason less";
        if (thinking.unclosed().isPresent()) {
            return connection.failure(Kind.REJECTED,
                    message.formatted(
                            "was answered with reasoning alone: it begins with %s, which nothing closes, and gives no text"
                                    .formatted(thinking.unclosed().get()))
                            + advice);
        }
        return switch (finish) {
            case LENGTH -> connection.failure(Kind.REJECTED, message.formatted(thought
                    ? "spent all its tokens on reasoning, and gave no text"
                    : "reached its limit of tokens before it gave a text, as when all are spent on reasoning")
                    + advice);
            case TOOL -> connection.failure(Kind.REJECTED, message.formatted("called a tool, and gave no text"));
            case COMPLETE -> thought
                    ? connection.failure(Kind.REJECTED, message.formatted(
                            "was answered with reasoning alone, and without a text")
                            + "; was it cut by the option 'stop'?")
                    : connection.failure(Kind.EMPTY, message.formatted("was answered without a text"));
            default -> connection.failure(Kind.REJECTED, message.formatted("was answered without a text"));
        };
    }

    private static OptionalLong sum(JsonNode json, List<String> pointers) {
        List<JsonNode> counts = pointers.stream().map(json::at).filter(count -> count.isIntegralNumber()
                && count.canConvertToLong() && count.asLong() >= 0).toList();
        return counts.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(counts.stream().mapToLong(JsonNode::asLong).sum());
    }
}
