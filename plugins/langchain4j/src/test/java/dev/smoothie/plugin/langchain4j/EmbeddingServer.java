package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A server that embeds a text as a hash, in the protocols of OpenAI (and Mistral), Ollama and Gemini. As the real ones
 * do, it refuses blank texts. A text has as many tokens as characters.
 */
final class EmbeddingServer implements LoopbackServer.Answers {
    static final int DIMENSION = 5;

    @Override
    public void answer(LoopbackServer.Request request, LoopbackServer.Wire wire) throws IOException {
        JsonNode json = request.json();
        List<String> texts = new ArrayList<>();
        json.path("input").forEach(text -> texts.add(text.asText()));
        json.path("requests").forEach(one -> texts.add(one.at("/content/parts/0/text").asText()));
        if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            wire.send(400, "application/json", "{\"error\": {\"message\": \"empty input\"}}");
            return;
        }
        int dimension = json.path("dimensions").asInt(json.at("/requests/0/outputDimensionality").asInt(DIMENSION));
        int tokens = texts.stream().mapToInt(String::length).sum();
        List<String> vectors = texts.stream().map(text -> vector(text, dimension)).toList();
        if (request.path().endsWith("/api/embed")) {
            wire.json("{\"model\": \"m-1\", \"embeddings\": %s, \"prompt_eval_count\": %d}".formatted(vectors, tokens));
        } else if (request.path().endsWith(":batchEmbedContents")) {
            wire.json("{\"embeddings\": %s}".formatted(vectors.stream().map("{\"values\": %s}"::formatted).toList()));
        } else {
            List<String> data = new ArrayList<>();
            for (String vector : vectors) {
                data.add(
                        "{\"object\": \"embedding\", \"index\": %d, \"embedding\": %s}".formatted(data.size(), vector));
            }
            wire.json(
                    """
                            {"object": "list", "model": "m-1", "data": %s, "usage": {"prompt_tokens": %d, "total_tokens": %d}}"""
                            .formatted(data, tokens, tokens));
        }
    }

    /** The vector of a text. */
    static float[] expected(String text) {
        double[] numbers = numbers(text, DIMENSION);
        float[] vector = new float[numbers.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers[i];
        }
        return vector;
    }

    private static double[] numbers(String text, int dimension) {
        return new SplittableRandom(text.hashCode()).doubles(dimension, -1, 1).toArray();
    }

    private static String vector(String text, int dimension) {
        return DoubleStream.of(numbers(text, dimension)).mapToObj(Double::toString)
                .collect(Collectors.joining(", ", "[",
                        "]"));
    }
}
