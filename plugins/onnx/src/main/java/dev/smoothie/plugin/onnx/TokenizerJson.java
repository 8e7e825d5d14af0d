package dev.smoothie.plugin.onnx;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;

/**
 * What a {@code tokenizer.json} says.
 *
 * @param parts
 *            the file, without the vocabulary
 * @param vocabulary
 *            token to id; empty if the model's vocabulary is not of that form. Not in the tree, where its tens of
 *            thousands of members would take most of the time for reading the file.
 */
record TokenizerJson(JsonObject parts, Map<String, Integer> vocabulary) {

    static TokenizerJson read(String json) throws IOException {
        TokenizerJson tokenizer = new TokenizerJson(new JsonObject(), new HashMap<>());
        JsonReader reader = new JsonReader(new StringReader(json));
        tokenizer.readObject(reader, tokenizer.parts, "model");
        return tokenizer;
    }

    /** Reads an object into {@code into}: its member {@code special} is the model, the model's is the vocabulary. */
    private void readObject(JsonReader reader, JsonObject into, String special) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (!name.equals(special) || reader.peek() != JsonToken.BEGIN_OBJECT) {
                into.add(name, JsonParser.parseReader(reader));
            } else if (special.equals("model")) {
                JsonObject model = new JsonObject();
                into.add(name, model);
                readObject(reader, model, "vocab");
            } else {
                readVocabulary(reader);
            }
        }
        reader.endObject();
    }

    private void readVocabulary(JsonReader reader) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            vocabulary.put(reader.nextName(), reader.nextInt());
        }
        reader.endObject();
    }
}
