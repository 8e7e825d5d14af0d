package dev.smoothie.pipeline.kinds;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Why a request failed, in the words of the provider. */
final class Failure {
    private static final int LONGEST = 120;

    private Failure() {}

    /** The reason in an error, which is a text or an object. Anthropic and vLLM wrap the object into another. */
    static String of(JsonNode error) {
        if (error.isString()) {
            return shorten(error.stringValue());
        }
        return of(Item.of(error, ""));
    }

    static String of(Item error) {
        JsonNode inner = error.json().path("error");
        if (inner.isObject() || inner.isString()) {
            return of(inner);
        }
        Optional<String> code = name(error, "code").or(() -> name(error, "type")).or(() -> name(error, "status"));
        Optional<String> message = name(error, "message");
        return shorten(code.map(text -> message.map(why -> text + ": " + why).orElse(text)).or(() -> message)
                .orElse("an error"));
    }

    private static Optional<String> name(Item error, String key) {
        JsonNode value = error.json().path(key);
        return value.isString() || value.isNumber() ? Optional.of(value.asString()) : Optional.empty();
    }

    private static String shorten(String reason) {
        String line = reason.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
