package dev.smoothie.pipeline.json;

import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Makes writers of JSON, and writes numbers that may be NaN. */
public final class Json {
    /**
     * Writes nothing between two values, and does not close the writer that it writes to: whoever opened that closes
     * it.
     */
    private static final JsonFactory LINES = JsonFactory.builder().rootValueSeparator("")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // What is copied may be nested to any depth.
            .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
            .build();

    private static final MathContext DIGITS = new MathContext(8);

    private Json() {}

    /**
     * A {@link JsonGenerator} that writes several values to {@code out}, with nothing between them. {@code out} stays
     * open when it is closed.
     */
    public static JsonGenerator on(Writer out) {
        return LINES.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Does the same as UTF-8. */
    public static JsonGenerator on(OutputStream out) {
        return LINES.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Writes one value and returns it as one line. */
    public static String line(Consumer<JsonGenerator> value) {
        var text = new StringWriter();
        try (JsonGenerator json = on(text)) {
            value.accept(json);
        }
        return text.toString();
    }

    /** Writes a property that is null if {@code value} is NaN or infinite, because JSON has no such numbers. */
    public static void number(JsonGenerator json, String name, double value) {
        json.writeName(name);
        number(json, value);
    }

    /** Writes a number, or null if it is NaN or infinite. */
    public static void number(JsonGenerator json, double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    /**
     * Writes the digits of a number that mean something if it was computed from 32-bit numbers: the seven to nine by
     * which such a number is known. Null if it is NaN or infinite.
     */
    public static void significant(JsonGenerator json, double value) {
        double size = Math.abs(value);
        if (size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE) {
            json.writeNumber((float) value);
        } else if (Double.isFinite(value)) {
            json.writeNumber(new BigDecimal(value).round(DIGITS).doubleValue());
        } else {
            json.writeNull();
        }
    }
}
