package dev.smoothie.pipeline.encoders;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses the JSON header of a {@code .safetensors} file. It is not text of ours with lines to name, so what is wrong is
 * an {@link IllegalArgumentException}, or Jackson's own, for {@link Safetensors} to report.
 */
final class SafetensorsHeader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final String METADATA = "__metadata__";

    private SafetensorsHeader() {}

    /**
     * What the header says of a tensor.
     *
     * @param start
     *            its first byte, counted from the end of the header
     * @param end
     *            the byte after its last
     */
    record Entry(String type, List<Long> shape, long start, long end) {}

    static Map<String, Entry> parse(byte[] header) {
        var entries = new LinkedHashMap<String, Entry>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), header)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "expected a JSON object");
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                expect(json.nextToken() == JsonToken.START_OBJECT, "expected an object for \"%s\"".formatted(name));
                if (name.equals(METADATA)) {
                    json.skipChildren();
                } else {
                    entries.put(name, entry(json, name));
                }
            }
        }
        return entries;
    }

    private static Entry entry(JsonParser json, String name) {
        String type = "";
        List<Long> shape = List.of();
        List<Long> offsets = List.of();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "dtype" -> type = json.getString();
                case "shape" -> shape = numbers(json, name);
                case "data_offsets" -> offsets = numbers(json, name);
                default -> json.skipChildren();
            }
        }
        expect(offsets.size() == 2, "expected two numbers as data_offsets of \"%s\"".formatted(name));
        return new Entry(type, shape, offsets.getFirst(), offsets.getLast());
    }

    private static List<Long> numbers(JsonParser json, String name) {
        expect(json.currentToken() == JsonToken.START_ARRAY, "expected lists of numbers in \"%s\"".formatted(name));
        var numbers = new ArrayList<Long>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT,
                    "expected lists of numbers in \"%s\"".formatted(name));
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    private static void expect(boolean there, String message) {
        if (!there) {
            throw new IllegalArgumentException(message);
        }
    }
}
