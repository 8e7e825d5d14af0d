package dev.smoothie.pipeline.kinds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * What a provider answered to one request, in the body of one of the usual interfaces: chat completions, completions
 * and responses of OpenAI and those who copy it, messages of Anthropic, and Gemini.
 *
 * @param outputs
 *            one for each choice; {@code null} where a choice has no text, whatever its finish reason
 * @param reasons
 *            why there is no text, one for each null
 * @param model
 *            that answered
 * @param cost
 *            what it cost, which some providers tell
 */
record Reply(List<String> outputs, List<String> reasons, Optional<String> model, OptionalDouble cost) {

    /** Reads a body. */
    static Reply of(Item body) {
        var outputs = new ArrayList<String>();
        var reasons = new ArrayList<String>();
        Optional<Item> error = body.json().path("error").isObject() ? body.object("error") : Optional.empty();
        if (error.isPresent()) {
            return failed(Failure.of(error.get()));
        }
        if (body.has("choices")) {
            body.objects("choices").forEach(choice -> choice(choice, outputs, reasons));
        } else if (body.has("output")) {
            response(body, outputs, reasons);
        } else if (body.has("content")) {
            text(Chat.text(body.json().get("content")), "stop_reason " + body.text("stop_reason").orElse("unknown"),
                    outputs, reasons);
        } else if (body.has("candidates") || body.has("promptFeedback")) {
            body.objects("candidates").forEach(candidate -> candidate(candidate, outputs, reasons));
            if (outputs.isEmpty()) {
                String reason = body.json().path("promptFeedback").path("blockReason").asString("no candidates");
                text(Optional.empty(), reason, outputs, reasons);
            }
        } else {
            throw unknown(body);
        }
        if (outputs.isEmpty()) {
            return failed("no choices");
        }
        Optional<Item> usage = body.json().path("usage").isObject() ? body.object("usage") : Optional.empty();
        OptionalDouble cost = usage.filter(found -> found.json().path("cost").isNumber())
                .map(found -> found.number("cost")).orElse(OptionalDouble.empty());
        return new Reply(outputs, reasons, body.firstText("model", "modelVersion"), cost);
    }

    /** No text, for one reason. */
    static Reply failed(String reason) {
        var none = new ArrayList<String>();
        none.add(null);
        return new Reply(none, List.of(reason), Optional.empty(), OptionalDouble.empty());
    }

    private static RuntimeException unknown(Item body) {
        if (body.has("data") || body.has("embedding")) {
            return body.failure("the response has embeddings, no texts; expected those of a chat or a completion");
        }
        return body.missing("choices", "the choices of a chat or a completion (or \"output\", \"content\", "
                + "\"candidates\")");
    }

    private static void choice(Item choice, List<String> outputs, List<String> reasons) {
        Optional<Item> message = choice.object("message");
        JsonNode content = message.map(Item::json).orElse(choice.json()).get(message.isPresent() ? "content" : "text");
        boolean refused = message.flatMap(found -> found.text("refusal")).isPresent();
        String reason = refused ? "refusal" : "finish_reason " + choice.text("finish_reason").orElse("unknown");
        text(Chat.text(content), reason, outputs, reasons);
    }

    private static void response(Item body, List<String> outputs, List<String> reasons) {
        var text = new StringBuilder();
        String reason = "status " + body.text("status").orElse("unknown");
        for (Item item : body.objects("output")) {
            if (item.text("type").orElse("message").equals("message")) {
                text.append(Chat.text(item.json().get("content")).orElse(""));
                if (item.json().path("content").path(0).has("refusal")) {
                    reason = "refusal";
                }
            }
        }
        text(Optional.of(text.toString()).filter(found -> !found.isBlank()), reason, outputs, reasons);
    }

    private static void candidate(Item candidate, List<String> outputs, List<String> reasons) {
        JsonNode parts = candidate.object("content").map(content -> content.json().get("parts")).orElse(null);
        text(Chat.text(parts), "finishReason " + candidate.text("finishReason").orElse("unknown"), outputs, reasons);
    }

    private static void text(Optional<String> text, String otherwise, List<String> outputs, List<String> reasons) {
        outputs.add(text.orElse(null));
        if (text.isEmpty()) {
            reasons.add("no text (" + otherwise + ")");
        }
    }
}
