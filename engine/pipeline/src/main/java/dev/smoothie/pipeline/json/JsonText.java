package dev.smoothie.pipeline.json;

import dev.smoothie.pipeline.samples.SampleId;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes ids and texts of samples as JSON, by a {@link JsonGenerator}, so that they can be read back exactly as they
 * were.
 */
@SuppressWarnings("exports")
public final class JsonText {
    /** A surrogate that is not part of a pair. (The pattern works on code points, where pairs are not surrogates.) */
    private static final Pattern HALF_PAIR = Pattern.compile("\\p{Cs}");

    private JsonText() {}

    /** Writes an id as it stood in the file: a string or a number. */
    public static void write(JsonGenerator json, SampleId id) {
        if (id.number()) {
            json.writeRawValue(id.text());
        } else {
            write(json, id.text());
        }
    }

    /**
     * Writes a string or null. Half of a surrogate pair has no bytes in UTF-8; it is escaped, so that it can be read
     * back.
     */
    public static void write(JsonGenerator json, String value) {
        if (value == null || !HALF_PAIR.matcher(value).find()) {
            json.writeString(value);
        } else {
            String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(value));
            json.writeRawValue('"' + HALF_PAIR.matcher(quoted)
                    .replaceAll(half -> "\\\\u%04x".formatted((int) half.group().charAt(0))) + '"');
        }
    }
}
