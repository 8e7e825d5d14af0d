package dev.smoothie.gateway.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes event streams: a whole answer for a caller who asked for a stream, and errors. */
public final class Events {
    /** The end of a stream. */
    public static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private Events() {}

    /** One event. */
    public static byte[] event(byte[] data) {
        var bytes = new ByteArrayOutputStream(data.length + 8);
        bytes.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(data);
        bytes.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** A whole answer as a stream that says all of it at once, for each of its choices. */
    public static byte[] of(Call call, Answer answer) {
        JsonNode tree = Trees.read(answer.body());
        var bytes = new ByteArrayOutputStream();
        for (JsonNode choice : tree.path("choices")) {
            if (call.kind() == Call.Kind.CHAT) {
                bytes.writeBytes(event(chunk(tree, delta(choice))));
                bytes.writeBytes(event(chunk(tree, end(choice))));
            } else {
                bytes.writeBytes(event(chunk(tree, choice)));
            }
        }
        if (call.wantsUsage() && tree.has("usage")) {
            ObjectNode last = head(tree);
            last.set("choices", JsonNodeFactory.instance.arrayNode());
            last.set("usage", tree.get("usage"));
            bytes.writeBytes(event(Trees.write(last)));
        }
        bytes.writeBytes(DONE);
        return bytes.toByteArray();
    }

    private static JsonNode delta(JsonNode choice) {
        ObjectNode delta = Trees.object().put("role", "assistant");
        choice.path("message").properties().forEach(field -> delta.set(field.getKey(), field.getValue()));
        JsonNode calls = delta.path("tool_calls");
        for (int i = 0; i < calls.size(); i++) { // of a stream each call has its number
            ((ObjectNode) calls.get(i)).put("index", i);
        }
        ObjectNode part = Trees.object();
        part.set("index", choice.path("index"));
        part.set("delta", delta);
        return part.putNull("finish_reason");
    }

    private static JsonNode end(JsonNode choice) {
        ObjectNode part = Trees.object();
        part.set("index", choice.path("index"));
        part.set("delta", Trees.object());
        part.set("finish_reason", choice.path("finish_reason"));
        return part;
    }

    private static byte[] chunk(JsonNode answer, JsonNode choice) {
        ObjectNode chunk = head(answer);
        chunk.set("choices", JsonNodeFactory.instance.arrayNode().add(choice));
        return Trees.write(chunk);
    }

    private static ObjectNode head(JsonNode answer) {
        ObjectNode head = Trees.object();
        answer.properties().forEach(field -> {
            if (!field.getKey().equals("choices") && !field.getKey().equals("usage")) {
                head.set(field.getKey(), field.getValue());
            }
        });
        if (head.path("object").asString("").equals("chat.completion")) {
            head.put("object", "chat.completion.chunk");
        }
        return head;
    }
}
