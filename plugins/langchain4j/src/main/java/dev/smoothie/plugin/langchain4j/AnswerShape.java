package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells where a provider's answer holds what LangChain4j does not report: that there is no text, and why; and all
 * tokens that are charged.
 *
 * @param answers
 *            JSON pointer (RFC 6901) to what holds the answer: a non-empty array, or an object
 * @param text
 *            tells whether an answer has a text, perhaps an empty one
 * @param finish
 *            JSON pointer to the reason why the answer ended
 * @param complete
 *            the reason of an answer that ended by itself
 * @param emptied
 *            the reasons for which an answer without a text counts as an empty text, above all that the limit of tokens
 *            was reached
 * @param input
 *            JSON pointers to numbers of tokens that add up to those of the prompt
 * @param output
 *            JSON pointers to numbers of tokens that add up to those of the answer
 */
record AnswerShape(String answers, Predicate<JsonNode> text, String finish, String complete, Set<String> emptied,
        List<String> input, List<String> output) implements Connection.Check {

    @Override
    public void check(JsonNode json, Connection connection, String where) {
        JsonNode blocked = json.at("/promptFeedback/blockReason");
        if (blocked.isTextual()) {
            throw connection.failure(Kind.REJECTED, "at %s was blocked by the provider: %s".formatted(where, connection
                    .quote(blocked.asText())));
        }
        String reason = json.at(finish).asText("");
        JsonNode held = json.at(answers);
        if (held.isMissingNode() || held.isNull() || (held.isEmpty() && reason.isEmpty())) {
            String words = ErrorAnswer.message(json).orElseGet(json::toString);
            throw connection.failure(Kind.GARBLED, "at %s was answered without a '%s': %s".formatted(where, answers
                    .substring(1), connection.quote(words)));
        }
        if (!text.test(json) && !emptied.contains(reason)) {
            throw withoutText(json, reason, connection, where);
        }
    }

    private LanguageModelException withoutText(JsonNode json, String reason, Connection connection, String where) {
        String refusal = json.at(answers + "/0/message/refusal").asText("");
        if (!refusal.isBlank()) {
            return connection.failure(Kind.REJECTED, "at %s was refused by the model: %s".formatted(where, connection
                    .quote(refusal)));
        }
        boolean promised = reason.isEmpty() || reason.equals(complete);
        return connection.failure(promised ? Kind.GARBLED : Kind.REJECTED,
                "at %s was answered without a text (finish reason: %s)".formatted(where,
                        reason.isEmpty() ? "none" : connection.quote(reason)));
    }

    OptionalLong inputTokens(JsonNode json) {
        return sum(json, input);
    }

    OptionalLong outputTokens(JsonNode json) {
        return sum(json, output);
    }

    private static OptionalLong sum(JsonNode json, List<String> pointers) {
        List<JsonNode> counts = pointers.stream().map(json::at).filter(count -> count.isIntegralNumber()
                && count.asLong() >= 0).toList();
        return counts.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(counts.stream().mapToLong(JsonNode::asLong).sum());
    }
}
