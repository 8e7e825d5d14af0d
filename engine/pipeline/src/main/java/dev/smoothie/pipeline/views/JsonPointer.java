package dev.smoothie.pipeline.views;

import dev.smoothie.spi.SmoothieException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * A pointer into a JSON value (RFC 6901), which can be applied to text that has JSON somewhere in it. Immutable; any
 * number of threads may use it.
 *
 * @param tokens
 *            the reference tokens, unescaped; none for the whole value
 */
public record JsonPointer(List<String> tokens) {
    /** Accepts what models often write: line breaks in strings, and a comma after the last element. */
    private static final JsonFactory LENIENT = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE).build())
            .build();

    private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");
    private static final Pattern ARRAY_INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /**
     * Reads the notation of RFC 6901.
     *
     * @throws SmoothieException
     *             if it is malformed
     */
    public static JsonPointer parse(String notation) {
        if (!notation.isEmpty() && notation.charAt(0) != '/') {
            throw bad(notation, "it must begin with /, as in /%s".formatted(notation));
        }
        if (BAD_ESCAPE.matcher(notation).find()) {
            throw bad(notation, "after ~ comes 0 (for ~) or 1 (for /)");
        }
        return new JsonPointer(Stream.of(notation.split("/", -1)).skip(1)
                .map(token -> token.replace("~1", "/").replace("~0", "~")).toList());
    }

    private static SmoothieException bad(String notation, String reason) {
        return new SmoothieException("\"%s\" is not a JSON pointer (RFC 6901): %s".formatted(notation, reason));
    }

    /**
     * Finds what this points to in the first JSON object of {@code text} that has it, and that is not a blank text.
     * Only whole objects count that are in no other object: braces in prose are skipped, and so is an object that is
     * broken, with all that is in it; one that is cut off ends the search. If this begins with an index, a list counts
     * as an object does; if it is the whole value, an empty object counts only where no other is.
     *
     * @return the text of a string, or the compact JSON of another value; empty if no object has it
     */
    public Optional<String> find(String text) {
        char[] chars = text.toCharArray();
        boolean lists = !tokens.isEmpty() && ARRAY_INDEX.matcher(tokens.getFirst()).matches();
        Optional<String> empty = Optional.empty();
        int objectsFrom = 0;
        int listsFrom = lists ? 0 : chars.length;
        for (int start = 0; start < chars.length; start++) {
            boolean object = chars[start] == '{' && start >= objectsFrom && OuterJson.mayOpen(text, start);
            if (object || (chars[start] == '[' && start >= Math.max(listsFrom, objectsFrom))) {
                Reading reading = read(text, chars, start);
                boolean hollow = tokens.isEmpty() && reading.found.filter("{}"::equals).isPresent();
                if (reading.found.isPresent() && !hollow) {
                    return reading.found;
                }
                empty = hollow ? reading.found : empty;
                // The objects in a list are in no other object, so they are looked at by themselves.
                objectsFrom = object ? reading.end : objectsFrom;
                listsFrom = Math.max(listsFrom, reading.end);
            }
        }
        return empty;
    }

    /** What was found in a value, and where to go on: behind it, or where it cannot be read any more. */
    private record Reading(Optional<String> found, int end) {}

    private Reading read(String text, char[] chars, int start) {
        JsonParser parser = LENIENT.createParser(ObjectReadContext.empty(), chars, start, chars.length - start);
        try (parser) {
            parser.nextToken();
            Optional<String> found = find(parser, 0).filter(value -> !value.isBlank());
            return new Reading(found, start + place(parser));
        } catch (UnexpectedEndOfInputException _) {
            return new Reading(Optional.empty(), chars.length);
        } catch (JacksonException _) {
            return new Reading(Optional.empty(), chars[start] == '['
                    ? Math.max(start + 1, start + place(parser))
                    : OuterJson.opens(text, start) ? OuterJson.end(text, start).orElse(chars.length) : start + 1);
        }
    }

    private static int place(JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }

    /** Reads the value whose first token was taken to its end, so that it is certain to be whole. */
    private Optional<String> find(JsonParser parser, int depth) {
        if (depth == tokens.size()) {
            return Optional.of(value(parser));
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> findInObject(parser, depth);
            case START_ARRAY -> findInArray(parser, depth);
            case null, default -> Optional.empty();
        };
    }

    private Optional<String> findInObject(JsonParser parser, int depth) {
        Optional<String> found = Optional.empty();
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
            parser.nextToken();
            if (key.equals(tokens.get(depth))) {
                // If a key is there twice, the last counts, as in most readers of JSON.
                found = find(parser, depth + 1);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private Optional<String> findInArray(JsonParser parser, int depth) {
        String token = tokens.get(depth);
        int index = ARRAY_INDEX.matcher(token).matches() ? Integer.parseInt(token) : -1;
        Optional<String> found = Optional.empty();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                found = find(parser, depth + 1);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static String value(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        var json = new StringWriter();
        try (JsonGenerator compact = LENIENT.createGenerator(ObjectWriteContext.empty(), json)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isNumeric()) {
                    // As it was written: in a comparison of texts, 1.10 is not 1.1.
                    compact.writeNumber(parser.getString());
                } else {
                    compact.copyCurrentEvent(parser);
                }
            } while (depth > 0 && parser.nextToken() != null);
        }
        return json.toString();
    }

    /** The notation of RFC 6901. */
    @Override
    public String toString() {
        var notation = new StringBuilder();
        tokens.forEach(token -> notation.append('/').append(token.replace("~", "~0").replace("/", "~1")));
        return notation.toString();
    }
}
