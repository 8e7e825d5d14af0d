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
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON text token by token, and knows the line that it is in: whatever is not as expected is a
 * {@link SmoothieException} with file and line. The JSON must be strict; an object that has a key twice is an error.
 * For use by one thread.
 */
public final class JsonCursor implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // TextReader bounds the lines. Outputs of any length are data, not an attack.
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
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

    /** Copies the value that comes next, numbers as they are written. */
    public void copyTo(JsonGenerator to) {
        next();
        copyCurrent(to);
    }

    private void copyCurrent(JsonGenerator to) {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                to.writeStartObject();
                for (String key = key(); key != null; key = key()) {
                    to.writeName(key);
                    copyTo(to);
                }
                to.writeEndObject();
            }
            case START_ARRAY -> {
                to.writeStartArray();
                while (next() != JsonToken.END_ARRAY) {
                    copyCurrent(to);
                }
                to.writeEndArray();
            }
            case VALUE_STRING -> JsonText.write(to, text());
            case null -> throw unexpected("a value");
            default -> to.writeRawValue(text());
        }
    }

    /** Passes over the value that comes next. */
    public void skip() {
        next();
        skipRest();
    }

    /** Passes over the rest of the value whose first token was taken. */
    void skipRest() {
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
        double number = Double.parseDouble(text());
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
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Optional.of(new SampleId(text(), true));
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
        return new SmoothieException("%s: broken JSON at column %d: %s".formatted(where(e.getLocation().getLineNr()),
                column(e), reason), e);
    }

    private static int column(JacksonException e) {
        return e.getLocation().getColumnNr();
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
