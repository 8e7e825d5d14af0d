package dev.smoothie.gateway.web;

import dev.smoothie.gateway.policies.Adviser;
import dev.smoothie.gateway.protocol.ApiError;
import dev.smoothie.gateway.protocol.ApiException;
import dev.smoothie.gateway.protocol.Call;
import dev.smoothie.gateway.protocol.Trees;
import dev.smoothie.gateway.providers.Endpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the list of models, and embeddings. */
final class Models {
    private static final List<String> WAYS = List.of("smoothie", "smoothie:cheap", "smoothie:cascade",
            "smoothie:panel");
    private static final int MOST_TEXTS = 2048;

    private Models() {}

    /** What can be asked for, as the list that OpenAI's clients read. */
    static byte[] json(List<Endpoint> endpoints, Adviser adviser) {
        ObjectNode json = Trees.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        WAYS.forEach(name -> data.addObject().put("id", name).put("object", "model").put("created", 0)
                .put("owned_by", "smoothie"));
        endpoints.forEach(endpoint -> data.addObject().put("id", endpoint.name()).put("object", "model")
                .put("created", 0).put("owned_by", endpoint.model())
                .put("fitted", adviser.generators().contains(endpoint.name())));
        return Trees.write(json);
    }

    /**
     * The embeddings of the texts that a request has.
     *
     * @throws ApiException
     *             if it has none
     */
    static byte[] embeddings(byte[] body, Adviser adviser) {
        ObjectNode request = Call.object(body);
        List<String> texts = texts(request.path("input"));
        String encoding = request.path("encoding_format").asString("float");
        if (!encoding.equals("float") && !encoding.equals("base64")) {
            throw new ApiException(ApiError.invalid("\"encoding_format\" must be float or base64"));
        }
        ObjectNode json = Trees.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        for (int i = 0; i < texts.size(); i++) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
            float[] vector = adviser.embed(texts.get(i));
            if (encoding.equals("base64")) {
                one.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = one.putArray("embedding");
                for (float value : vector) {
                    numbers.add(value);
                }
            }
        }
        json.put("model", adviser.embedder());
        json.putObject("usage").put("prompt_tokens", 0).put("total_tokens", 0);
        return Trees.write(json);
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        if (input.isString()) {
            texts.add(input.stringValue());
        }
        for (JsonNode text : input) {
            if (!text.isString()) {
                throw new ApiException(ApiError.invalid("\"input\" must be a text, or a list of texts"));
            }
            texts.add(text.stringValue());
        }
        if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
            throw new ApiException(ApiError.invalid(
                    "\"input\" must be a text, or a list of up to %d texts".formatted(MOST_TEXTS)));
        }
        return texts;
    }
}
