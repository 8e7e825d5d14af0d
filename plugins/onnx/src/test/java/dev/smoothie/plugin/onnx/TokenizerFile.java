package dev.smoothie.plugin.onnx;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The bundled {@code tokenizer.json}, to be changed and opened. */
final class TokenizerFile {

    private static final JsonObject SMALL = bundled().withPieces(List.of("a", "b", "##b")).json;

    private final JsonObject json;

    private TokenizerFile(JsonObject json) {
        this.json = json;
    }

    static TokenizerFile bundled() {
        try {
            return new TokenizerFile(JsonParser
                    .parseString(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json"))).getAsJsonObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with few words. */
    static TokenizerFile small() {
        return new TokenizerFile(SMALL.deepCopy());
    }

    /** Replaces what is at a place such as {@code "model.unk_token"} by a string, a truth value or JSON. */
    TokenizerFile with(String place, Object value) {
        JsonObject parent = json;
        String name = place;
        while (name.indexOf('.') > 0) {
            parent = parent.getAsJsonObject(name.substring(0, name.indexOf('.')));
            name = name.substring(name.indexOf('.') + 1);
        }
        parent.add(name, switch (value) {
            case JsonElement element -> element;
            case Boolean truth -> new JsonPrimitive(truth);
            case Integer number -> new JsonPrimitive(number);
            default -> JsonParser.parseString(value.toString());
        });
        return this;
    }

    TokenizerFile withNormalizer(boolean clean, boolean ideographs, String stripAccents, boolean lowercase) {
        return with("normalizer.clean_text", clean).with("normalizer.handle_chinese_chars", ideographs)
                .with("normalizer.strip_accents", stripAccents).with("normalizer.lowercase", lowercase);
    }

    /** Sets one flag of the special token {@code [MASK]}. */
    TokenizerFile withMask(String flag) {
        json.getAsJsonArray("added_tokens").get(4).getAsJsonObject().addProperty(flag, true);
        return this;
    }

    /** The special tokens and these pieces. */
    TokenizerFile withPieces(Collection<String> pieces) {
        JsonObject vocabulary = new JsonObject();
        json.getAsJsonArray("added_tokens").forEach(token -> vocabulary
                .add(token.getAsJsonObject().get("content").getAsString(), token.getAsJsonObject().get("id")));
        int id = 1000;
        for (String piece : pieces) {
            vocabulary.addProperty(piece, id++);
        }
        return with("model.vocab", vocabulary);
    }

    /** Every one of these characters by itself, as the beginning of a word and as its continuation. */
    TokenizerFile withCharacters(IntStream characters) {
        return withPieces(characters.filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .mapToObj(Character::toString).flatMap(c -> Stream.of(c, "##" + c)).toList());
    }

    Tokenizer open(Path directory, int maxTokens) {
        try {
            Path file = Files.createTempFile(directory, "tokenizer", ".json");
            Files.writeString(file, json.toString());
            return Tokenizer.open(file, maxTokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
