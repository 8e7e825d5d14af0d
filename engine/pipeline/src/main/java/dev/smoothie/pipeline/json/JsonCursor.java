package dev.smoothie.pipeline.json;

import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;

/**
 * Reads JSON text token by token, and knows the line that it is in: whatever is not as expected is a
 * {@link SmoothieException} with file and line. The JSON must be strict; an object that has a key twice is an error.
 * For use by one thread.
 */
public final class JsonCursor implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Python writes NaN and Infinity. Where a number is wanted, finite() refuses them.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // TextReader bounds the lines. Outputs of any length are data, not an attack, and what is not ours is
            // skipped whatever it is.
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).build())
            .build();

    /**
     * Parts of Jackson's messages that tell our users nothing: positions in its own descriptions of the source, and
     * names of its own settings.
     */
    private static final Pattern START_MARKER = Pattern.compile("\\s*\\(start marker at .*|: enable `.*",
            Pattern.DOTALL);

    private static final int EXCERPT = 40;

    private final String file;
    private final long lineBefore;
    private final JsonParser parser;
    private Optional<JsonNode> begun = Optional.empty();

    private JsonCursor(String file, long lineBefore, JsonParser parser) {
        this.file = file;
        this.lineBefore = lineBefore;
        this.parser = parser;
    }

    /**
     * A cursor over the line that {@code text} has just read. {@code text} must not read on before the cursor is done.
     */
    public static JsonCursor overLine(TextReader text) {
        JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text.line(), 0, text.lineLength());
        return new JsonCursor(text.name(), text.lineNumber() - 1, parser);
    }

    /** A cursor over all that is left of {@code text}, which the cursor closes. */
    public static JsonCursor over(TextReader text) {
        long linesBefore = text.lineNumber();
        return new JsonCursor(text.name(), linesBefore, JSON.createParser(ObjectReadContext.empty(), (Reader) text));
    }

    /** A value that this program has written itself. */
    public static JsonNode tree(byte[] written) {
        try (var json = new JsonCursor("temporary file", 0, JSON.createParser(ObjectReadContext.empty(), written))) {
            return json.tree();
        }
    }

    /** The next token; null at the end of the text. */
    public JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** Whether the token that was taken last is {@code token}. */
    public boolean at(JsonToken token) {
        return parser.currentToken() == token;
    }

    /** Takes the next token, which must be {@code token}. */
    public void expect(JsonToken token, String expected) {
        if (next() != token) {
            throw unexpected(expected);
        }
    }

    /** The next key of the object that the cursor is in; null at its end. */
    public String key() {
        return next() == JsonToken.PROPERTY_NAME ? parser.currentName() : null;
    }

    /** Copies the value that comes next, numbers as they are written; NaN and infinite ones as null. */
    public void copyTo(JsonGenerator to) {
        int depth = 0;
        // A loop, because a value may be nested deeper than the stack of a thread.
        do {
            depth += copyToken(next(), to);
        } while (depth > 0);
    }

    /** Copies one token. Returns by how many levels it goes in or out. */
    private int copyToken(JsonToken token, JsonGenerator to) {
        switch (token) {
            case START_OBJECT -> to.writeStartObject();
            case START_ARRAY -> to.writeStartArray();
            case END_OBJECT -> to.writeEndObject();
            case END_ARRAY -> to.writeEndArray();
            case PROPERTY_NAME -> to.writeName(parser.currentName());
            case VALUE_STRING -> JsonText.write(to, text());
            case null -> throw unexpected("a value");
            default -> {
                if (parser.isNaN()) {
                    to.writeNull();
                } else {
                    to.writeRawValue(text());
                }
            }
        }
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    /** The value that comes next, whole. */
    public JsonNode tree() {
        next();
        return currentTree();
    }

    /** {@link #tree} where the first token was taken. */
    public JsonNode currentTree() {
        return tree(JsonTree.WHOLE);
    }

    /** What the value looks like whose first token was taken. If it is broken, {@link #begun} has its beginning. */
    JsonNode outline() {
        JsonNode outline = tree(JsonTree.OUTLINE);
        begun = Optional.empty();
        return outline;
    }

    /** What the value looks like in which reading stopped, as far as it was read. */
    Optional<JsonNode> begun() {
        return begun;
    }

    private JsonNode tree(JsonTree bounds) {
        try {
            return bounds.read(parser, root -> begun = Optional.of(root));
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** Passes over the value that comes next. */
    public void skip() {
        next();
        skipRest();
    }

    /** Passes over the rest of the value whose first token was taken. */
    public void skipRest() {
        try {
            parser.skipChildren();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** Fails if there is anything but white space up to the end of the text. */
    public void expectEnd() {
        JsonToken more;
        try {
            more = parser.nextToken();
        } catch (JacksonException e) {
            throw failure("text after the end of the JSON value, at column %d".formatted(column(e)), e);
        }
        if (more != null) {
            throw failure("text after the end of the JSON value: %s".formatted(found()));
        }
    }

    /** The string that comes next, or empty for null. */
    public Optional<String> optionalText(String key) {
        return switch (next()) {
            case VALUE_STRING -> Optional.of(text());
            case VALUE_NULL -> Optional.empty();
            case null, default -> throw unexpected("a string for \"%s\"".formatted(key));
        };
    }

    private OptionalDouble currentNumber(String what, String expected) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> OptionalDouble.of(finite(what));
            case VALUE_TRUE -> OptionalDouble.of(1);
            case VALUE_FALSE -> OptionalDouble.of(0);
            case VALUE_NULL -> OptionalDouble.empty();
            case null, default -> throw unexpected("%s as %s".formatted(expected, what));
        };
    }

    /** The finite numbers that come next: one, or a list; empty for null; true and false are 1 and 0. */
    public List<OptionalDouble> numbers(String what) {
        if (next() != JsonToken.START_ARRAY) {
            return List.of(currentNumber(what, "a number, true, false, null or a list of these"));
        }
        var numbers = new ArrayList<OptionalDouble>();
        while (next() != JsonToken.END_ARRAY) {
            numbers.add(currentNumber(what, "numbers, true, false or null in the list"));
        }
        if (numbers.isEmpty()) {
            throw failure("an empty list as %s; write null where there is none".formatted(what));
        }
        return numbers;
    }

    /** The finite number of at least 0 that comes next, or empty for null. */
    public OptionalDouble optionalAmount(String what) {
        return switch (next()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double number = finite(what);
                if (number < 0) {
                    throw unexpected("a number of at least 0 as %s".formatted(what));
                }
                yield OptionalDouble.of(number);
            }
            case VALUE_NULL -> OptionalDouble.empty();
            case null, default -> throw unexpected("a number of at least 0 or null as %s".formatted(what));
        };
    }

    private double finite(String what) {
        double number = parser.isNaN() ? Double.NaN : Double.parseDouble(text());
        if (!Double.isFinite(number)) {
            throw unexpected("a finite number as %s".formatted(what));
        }
        return number;
    }

    /** The texts that come next: a string, a list of strings, or null for none. A number is taken as it is written. */
    public List<String> texts(String key) {
        var texts = new ArrayList<String>();
        switch (next()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> texts.add(text());
            case VALUE_NULL -> {}
            case START_ARRAY -> {
                while (next() != JsonToken.END_ARRAY) {
                    switch (parser.currentToken()) {
                        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> texts.add(text());
                        case null, default -> throw unexpected("strings in the list \"%s\"".formatted(key));
                    }
                }
            }
            case null, default -> throw unexpected("a string or a list of strings for \"%s\"".formatted(key));
        }
        return texts;
    }

    /** The text, number or truth value that comes next, as it is written; empty for null, a list or an object. */
    public Optional<String> scalar() {
        return switch (next()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> Optional.of(text());
            case null, default -> {
                skipRest();
                yield Optional.empty();
            }
        };
    }

    /** The id that comes next, or empty for null. */
    public Optional<SampleId> id() {
        return switch (next()) {
            case VALUE_STRING -> Optional.of(new SampleId(text(), false));
            case VALUE_NUMBER_INT -> Optional.of(new SampleId(text(), true));
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) {
                    throw unexpected("a string or a number for \"id\"");
                }
                yield Optional.of(new SampleId(text(), true));
            }
            case VALUE_NULL -> Optional.empty();
            case null, default -> throw unexpected("a string or a number for \"id\"");
        };
    }

    /** The repeats that come next: a string, null, or a list of them. */
    public List<String> repeats(String generator) {
        next();
        return currentRepeats(generator);
    }

    /** {@link #repeats} where the first token was taken. */
    public List<String> currentRepeats(String generator) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Collections.singletonList(text());
            case VALUE_NULL -> Collections.singletonList(null);
            case START_ARRAY -> repeatsOfList(generator);
            case null, default -> throw unexpected(
                    "a string, null or a list of strings as the generation of \"%s\"".formatted(generator));
        };
    }

    private List<String> repeatsOfList(String generator) {
        var repeats = new ArrayList<String>();
        while (next() != JsonToken.END_ARRAY) {
            switch (parser.currentToken()) {
                case VALUE_STRING -> repeats.add(text());
                case VALUE_NULL -> repeats.add(null);
                case null, default -> throw unexpected(
                        "strings or nulls in the list of generations of \"%s\"".formatted(generator));
            }
        }
        if (repeats.isEmpty()) {
            throw failure("the list of generations of \"%s\" is empty; write null for a missing output"
                    .formatted(generator));
        }
        return repeats;
    }

    private String text() {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** The line of the token that was taken last, from 1, in the text that the cursor is over. */
    int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    /** File and line of the token that was taken last. */
    public String where() {
        return where(parser.currentTokenLocation().getLineNr());
    }

    private String where(int line) {
        // Concatenated, not formatted, because every sample has one of these.
        return file + ":" + (lineBefore + Math.max(1, line));
    }

    /** A failure with the message "expected …, found …", about the token that was taken last. */
    public SmoothieException unexpected(String expected) {
        return failure("expected %s, found %s".formatted(expected, found()));
    }

    public SmoothieException failure(String what) {
        return failure(what, null);
    }

    private SmoothieException failure(String what, Throwable cause) {
        return new SmoothieException("%s: %s".formatted(where(), what), cause);
    }

    private SmoothieException broken(JacksonException e) {
        String reason = START_MARKER.matcher(e.getOriginalMessage()).replaceFirst("");
        return new SmoothieException("%s: broken JSON at column %d: %s".formatted(where(place(e).getLineNr()),
                column(e), reason), e);
    }

    private int column(JacksonException e) {
        return place(e).getColumnNr();
    }

    /** Where it broke. An exception about a limit of the library does not know. */
    private TokenStreamLocation place(JacksonException e) {
        return e.getLocation() == null ? parser.currentLocation() : e.getLocation();
    }

    private String found() {
        return switch (parser.currentToken()) {
            case null -> "the end of the text";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case END_OBJECT, END_ARRAY -> "its end";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> text();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number %s".formatted(excerpt(text()));
            default -> "the string \"%s\"".formatted(excerpt(text()));
        };
    }

    /** The beginning of a text, on one line, for messages. */
    public static String excerpt(String text) {
        return excerpt(text, EXCERPT);
    }

    public static String excerpt(String text, int longest) {
        String start = text.length() <= longest ? text : text.substring(0, longest) + "…";
        return start.replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        parser.close();
    }
}
