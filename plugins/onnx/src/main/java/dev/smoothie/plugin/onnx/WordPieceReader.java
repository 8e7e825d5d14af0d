package dev.smoothie.plugin.onnx;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a {@link WordPiece} of a {@code tokenizer.json} if it describes exactly that. Of anything else, whatever is
 * missing, different or unknown, nothing is made, and the library tokenises.
 */
final class WordPieceReader {

    /** A word of more characters than this is not expected by any model; the run keeps room for one. */
    private static final int MAX_WORD_LENGTH = 10_000;

    private final JsonObject tokenizer;
    private final Map<String, Integer> pieces;

    private WordPieceReader(TokenizerJson json) {
        this.tokenizer = json.parts();
        this.pieces = json.vocabulary();
    }

    /** {@code json} is of a file that the library has accepted. */
    static Optional<WordPiece> read(TokenizerJson json, int maxTokens) {
        try {
            return Optional.of(new WordPieceReader(json).read(maxTokens));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException
                | ClassCastException | NullPointerException e) {
            // What the JSON tree throws for a part that is not there or of another type, and what is thrown here.
            return Optional.empty();
        }
    }

    private WordPiece read(int maxTokens) {
        check(!hasLeftTruncation(), "truncation");
        JsonObject model = part("model", "WordPiece");
        int maxWordLength = model.get("max_input_chars_per_word").getAsInt();
        check(maxWordLength >= 0 && maxWordLength <= MAX_WORD_LENGTH, "max_input_chars_per_word");
        Vocabulary vocabulary = new Vocabulary(pieces, string(model, "continuing_subword_prefix"),
                id(string(model, "unk_token")));
        part("pre_tokenizer", "BertPreTokenizer");
        List<int[]> ends = ends();
        return new WordPiece(new Characters(normalizer()), vocabulary, maxWordLength, specials(), ends.get(0),
                ends.get(1), maxTokens);
    }

    private BertNormalizer normalizer() {
        JsonObject normalizer = part("normalizer", "BertNormalizer");
        boolean lowers = bool(normalizer, "lowercase");
        boolean strips = normalizer.get("strip_accents").isJsonNull() ? lowers : bool(normalizer, "strip_accents");
        return new BertNormalizer(bool(normalizer, "clean_text"), bool(normalizer, "handle_chinese_chars"), strips,
                lowers);
    }

    /**
     * The tokens that are found in a text before it is normalised. Whether they take the white space at their sides
     * with them (lstrip, rstrip) does not matter, because words end there anyway. Tokens that must be words or that are
     * found in the normalised text are not supported.
     */
    private List<WordPiece.Special> specials() {
        List<WordPiece.Special> specials = new ArrayList<>();
        for (JsonElement element : tokenizer.getAsJsonArray("added_tokens")) {
            JsonObject token = element.getAsJsonObject();
            String content = string(token, "content");
            check(!bool(token, "single_word") && !bool(token, "normalized"), content);
            check(!content.isEmpty() && content.codePoints().noneMatch(BertNormalizer::isWhiteSpace), content);
            check(content.charAt(0) < 0x80 && id(content) == token.get("id").getAsInt(), content);
            specials.add(new WordPiece.Special(content, id(content)));
        }
        return specials;
    }

    /** What comes before and after the tokens of a single text. */
    private List<int[]> ends() {
        JsonObject processor = tokenizer.getAsJsonObject("post_processor");
        if (string(processor, "type").equals("BertProcessing")) {
            return List.of(new int[]{processor.getAsJsonArray("cls").get(1).getAsInt()},
                    new int[]{processor.getAsJsonArray("sep").get(1).getAsInt()});
        }
        part("post_processor", "TemplateProcessing");
        JsonArray parts = processor.getAsJsonArray("single");
        check(parts.size() == 3, "single");
        check(string(typeZero(parts.get(1), "Sequence"), "id").equals("A"), "Sequence");
        JsonObject specials = processor.getAsJsonObject("special_tokens");
        return List.of(end(typeZero(parts.get(0), "SpecialToken"), specials),
                end(typeZero(parts.get(2), "SpecialToken"), specials));
    }

    private static int[] end(JsonObject special, JsonObject specials) {
        return specials.getAsJsonObject(string(special, "id")).getAsJsonArray("ids").asList().stream()
                .mapToInt(JsonElement::getAsInt).toArray();
    }

    private static JsonObject typeZero(JsonElement part, String kind) {
        JsonObject content = part.getAsJsonObject().getAsJsonObject(kind);
        check(content.get("type_id").getAsInt() == 0, "type_id");
        return content;
    }

    private boolean hasLeftTruncation() {
        JsonElement truncation = tokenizer.get("truncation");
        return truncation != null && !truncation.isJsonNull() && truncation.getAsJsonObject().has("direction")
                && !string(truncation.getAsJsonObject(), "direction").equals("Right");
    }

    private int id(String token) {
        return pieces.get(token);
    }

    private JsonObject part(String name, String type) {
        JsonObject part = tokenizer.getAsJsonObject(name);
        check(string(part, "type").equals(type), name);
        return part;
    }

    private static String string(JsonObject object, String name) {
        check(object.get(name).getAsJsonPrimitive().isString(), name);
        return object.get(name).getAsString();
    }

    private static boolean bool(JsonObject object, String name) {
        check(object.get(name).getAsJsonPrimitive().isBoolean(), name);
        return object.get(name).getAsBoolean();
    }

    private static void check(boolean condition, String part) {
        if (!condition) {
            throw new IllegalArgumentException(part);
        }
    }
}
