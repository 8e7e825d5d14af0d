package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts an answer together that a server streamed although nobody asked for it: events ({@code data: {…}}) of OpenAI's
 * protocol or Anthropic's, or lines of JSON of Ollama's.
 */
final class StreamedAnswer {
    private static final String DATA = "data:";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final ObjectNode answer = NODES.objectNode();
    private String finish = "";
    private boolean ended;

    private StreamedAnswer() {}

    /** The answer as it would have come in one piece; empty if the text is no such stream, or breaks off. */
    static Optional<JsonNode> of(String text, Function<String, Optional<JsonNode>> reader) {
        boolean events = text.startsWith(DATA) || text.startsWith("event:") || text.startsWith(":")
                || text.startsWith("id:");
        if (!events && !(text.stripLeading().startsWith("{") && text.strip().contains("\n"))) {
            return Optional.empty();
        }
        List<JsonNode> pieces = new ArrayList<>();
        boolean ended = false;
        for (String line : text.lines().map(String::strip).filter(found -> !found.isEmpty()).toList()) {
            if (events && !line.startsWith(DATA)) {
                continue;
            }
            String data = events ? line.substring(DATA.length()).strip() : line;
            if (data.equals("[DONE]")) {
                ended = true;
                continue;
            }
            Optional<JsonNode> piece = reader.apply(data).filter(JsonNode::isObject);
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            pieces.add(piece.get());
        }
        return pieces.isEmpty() ? Optional.empty() : join(pieces, ended);
    }

    private static Optional<JsonNode> join(List<JsonNode> pieces, boolean ended) {
        Optional<JsonNode> error = pieces.stream().filter(piece -> ErrorAnswer.within(piece).isPresent()).findFirst();
        if (error.isPresent()) {
            return error;
        }
        var stream = new StreamedAnswer();
        stream.ended = ended;
        JsonNode first = pieces.getFirst();
        if (first.has("choices")) {
            pieces.forEach(stream::openAi);
            return stream.whole("choices");
        }
        if (first.path("type").asText().equals("message_start")) {
            pieces.forEach(stream::anthropic);
            return stream.whole("content");
        }
        if (first.has("message") && first.has("done")) {
            pieces.forEach(stream::ollama);
            return stream.whole("message");
        }
        return Optional.empty();
    }

    private void openAi(JsonNode piece) {
        JsonNode choice = piece.at("/choices/0");
        JsonNode delta = choice.has("delta") ? choice.path("delta") : choice.path("message");
        var said = new Reply().add(delta.isObject() ? delta.path("content") : choice.path("text"))
                .thought(delta.path("reasoning_content").isTextual()
                        ? delta.path("reasoning_content")
                        : delta.path("reasoning"));
        text.append(said.text());
        reasoning.append(said.reasoning());
        end(choice.path("finish_reason"));
        usage(piece.path("usage"));
    }

    private void anthropic(JsonNode piece) {
        text.append(piece.at("/delta/text").asText(""));
        reasoning.append(piece.at("/delta/thinking").asText(""));
        end(piece.at("/delta/stop_reason"));
        usage(piece.at("/message/usage"));
        usage(piece.path("usage"));
        ended |= piece.path("type").asText().equals("message_stop");
    }

    private void ollama(JsonNode piece) {
        var said = new Reply().add(piece.at("/message/content")).thought(piece.at("/message/thinking"));
        text.append(said.text());
        reasoning.append(said.reasoning());
        end(piece.path("done_reason"));
        ended |= piece.path("done").asBoolean();
        if (piece.path("done").asBoolean() && piece.isObject()) {
            answer.setAll((ObjectNode) piece);
        }
    }

    private void end(JsonNode reason) {
        finish = reason.isTextual() ? reason.asText() : finish;
    }

    private void usage(JsonNode counts) {
        if (counts instanceof ObjectNode found) {
            answer.withObject("usage").setAll(found);
        }
    }

    private Optional<JsonNode> whole(String place) {
        if (!ended && finish.isEmpty()) {
            return Optional.empty();
        }
        switch (place) {
            case "choices" -> {
                ObjectNode choice = answer.putArray("choices").addObject();
                choice.putObject("message").put("content", text.toString()).put("reasoning", reasoning.toString());
                choice.put("finish_reason", finish);
            }
            case "content" -> {
                answer.putArray("content").add(NODES.objectNode().put("type", "thinking").put("thinking", reasoning
                        .toString())).add(NODES.objectNode().put("type", "text").put("text", text.toString()));
                answer.put("stop_reason", finish);
            }
            default -> answer.putObject("message").put("content", text.toString()).put("thinking", reasoning
                    .toString());
        }
        return Optional.of(answer);
    }
}
