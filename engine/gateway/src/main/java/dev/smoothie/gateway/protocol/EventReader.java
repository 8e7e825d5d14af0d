package dev.smoothie.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads along with an event stream that is passed on: what was said, the tokens, and whether it came to its end. For one
 * thread.
 */
public final class EventReader {
    /** Longer lines are passed on, and not read. */
    private static final int LONGEST_LINE = 1 << 20;
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private final boolean keepsText;
    private OptionalLong input = OptionalLong.empty();
    private OptionalLong output = OptionalLong.empty();
    private boolean answers;
    private boolean done;
    private String error;

    /**
     * @param keepsText
     *            whether {@link #text} will be asked for
     */
    public EventReader(boolean keepsText) {
        this.keepsText = keepsText;
    }

    /** Reads some bytes of the stream. */
    public void read(byte[] bytes, int offset, int length) {
        int begin = offset;
        for (int at = offset; at < offset + length; at++) {
            if (bytes[at] == '\n') {
                keep(bytes, begin, at);
                event(line.toString(StandardCharsets.UTF_8));
                line.reset();
                begin = at + 1;
            }
        }
        keep(bytes, begin, offset + length);
    }

    private void keep(byte[] bytes, int begin, int end) {
        line.write(bytes, begin, Math.min(end - begin, LONGEST_LINE - line.size()));
    }

    private void event(String given) {
        if (!given.startsWith(DATA)) {
            return;
        }
        String data = given.substring(DATA.length()).strip();
        if (data.equals(DONE)) {
            done = true;
            return;
        }
        try {
            event(Trees.read(data.getBytes(StandardCharsets.UTF_8)));
        } catch (JacksonException _) {
            // Whoever reads the stream at its end may make something of it.
        }
    }

    private void event(JsonNode data) {
        if (data.path("error").isObject() || data.path("error").isString()) {
            error = data.path("error").path("message").asString(data.path("error").asString("an error without words"));
            return;
        }
        JsonNode choice = data.path("choices").path(0);
        if (choice.isObject()) {
            answers = true;
            if (choice.path("finish_reason").isString()) {
                done = true;
            }
            if (keepsText) {
                text.append(Answer.text(choice.path("delta").path("content")));
                text.append(Answer.text(choice.path("text")));
            }
        }
        JsonNode usage = data.path("usage");
        if (usage.path("prompt_tokens").isIntegralNumber()) {
            input = OptionalLong.of(usage.path("prompt_tokens").longValue());
        }
        if (usage.path("completion_tokens").isIntegralNumber()) {
            output = OptionalLong.of(usage.path("completion_tokens").longValue());
        }
    }

    /** What was said so far. */
    public String text() {
        return text.toString();
    }

    /** Tokens of the prompt, if the stream has said so. */
    public OptionalLong inputTokens() {
        return input;
    }

    /** Tokens of the answer, if the stream has said so. */
    public OptionalLong outputTokens() {
        return output;
    }

    /** Whether a part of an answer has come. */
    public boolean answers() {
        return answers;
    }

    /** Whether the answer came to its end. */
    public boolean done() {
        return done;
    }

    /** What the provider says went wrong. */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }
}
