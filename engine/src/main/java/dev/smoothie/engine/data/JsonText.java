package dev.smoothie.engine.data;

import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes texts of samples to JSON so that they can be read back as they were. Only of use to who has Jackson. */
@SuppressWarnings("exports")
public final class JsonText {
    /** A surrogate that is not half of a pair: as code points, pairs are no longer surrogates. */
    private static final Pattern HALF_PAIR = Pattern.compile("\\p{Cs}");

    private JsonText() {}

    /** An id as it stood in the file. */
    public static void write(JsonGenerator json, SampleId id) {
        if (id.number()) {
            json.writeRawValue(id.text());
        } else {
            write(json, id.text());
        }
    }

    /** A string that may be null. Half a surrogate pair has no bytes in UTF-8; escaped it stays what it was. */
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
