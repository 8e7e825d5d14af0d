package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes the body of a request in its text, so that every byte that is not about what is changed stays: numbers keep
 * their digits, keys their order.
 */
final class RequestBody {
    static final String MAX_TOKENS = "max_tokens";
    static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    static final String SEED = "seed";
    static final String RANDOM_SEED = "random_seed";
    private static final String MODEL = "model";
    /** Names of one thing each: a request that has either says it. */
    private static final List<Set<String>> SAME = List.of(Set.of(MAX_TOKENS, MAX_COMPLETION_TOKENS), Set.of(SEED,
            RANDOM_SEED));
    /** Names are not interned: callers invent them. */
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).build())
            .build();

    /** A part of the body, from a byte to before another. */
    private record Part(int from, int to) {}

    private final byte[] body;
    private final Set<String> names = new HashSet<>();
    private final List<Part> models = new ArrayList<>();
    private int end;

    private RequestBody(byte[] body) {
        this.body = body;
    }

    /**
     * A body with another model, and with more parameters.
     *
     * @param body
     *            a JSON object in UTF-8; not changed
     * @param more
     *            parameters in JSON by their names, each added at the end if the body has none of that name
     * @throws IOException
     *             if the body is no JSON object in UTF-8; the message quotes nothing of it
     */
    static byte[] with(String model, Map<String, String> more, byte[] body) throws IOException {
        var request = new RequestBody(body);
        request.read();
        return request.written(quoted(model), more);
    }

    /** A text as JSON. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void read() throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it begins otherwise");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                int from = place(json.currentTokenLocation().getByteOffset());
                json.skipChildren();
                json.finishToken();
                names.add(name);
                if (name.equals(MODEL)) {
                    models.add(new Part(from, place(json.currentLocation().getByteOffset())));
                }
            }
            end = place(json.currentTokenLocation().getByteOffset());
            if (json.nextToken() != null) {
                throw new IOException("something follows it");
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            // The message is left out, because it may quote the request.
            throw new IOException("it is broken at byte %d".formatted(e.getLocation() == null
                    ? body.length
                    : e.getLocation().getByteOffset()));
        }
    }

    private static int place(long offset) throws IOException {
        if (offset < 0) {
            throw new IOException("it is in another encoding");
        }
        return Math.toIntExact(offset);
    }

    private byte[] written(String model, Map<String, String> more) {
        var out = new ByteArrayOutputStream(body.length + 256);
        int done = 0;
        for (Part part : models) {
            out.write(body, done, part.from - done);
            write(out, model);
            done = part.to;
        }
        out.write(body, done, end - done);
        String separator = names.isEmpty() ? "" : ", ";
        if (models.isEmpty()) {
            write(out, separator + quoted(MODEL) + ": " + model);
            separator = ", ";
        }
        for (Map.Entry<String, String> parameter : more.entrySet()) {
            if (!isThere(parameter.getKey())) {
                write(out, separator + quoted(parameter.getKey()) + ": " + parameter.getValue());
                separator = ", ";
            }
        }
        out.write(body, end, body.length - end);
        return out.toByteArray();
    }

    private boolean isThere(String name) {
        return names.contains(name) || SAME.stream().filter(same -> same.contains(name))
                .anyMatch(same -> same.stream().anyMatch(names::contains));
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
