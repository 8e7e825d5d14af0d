package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;

/**
 * Copies what samples have besides their ids, inputs and outputs, whatever it is, with new reviews among it. Layouts
 * without an object for each sample have nothing to copy. One pass in the order of the samples; whoever opened it closes
 * it. For use by one thread.
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public final class CopiedFields implements AutoCloseable {
    /** The field for what reviews cost. */
    public static final String COSTS = "review_cost";
    /** The field for why reviews are missing. */
    public static final String ERRORS = "review_errors";

    private static final String REVIEWS = "reviews";
    /** Those that are written anew. */
    private static final Set<String> LEFT_OUT = Set.of("id", "input", "embedding_input", "generations", COSTS, ERRORS);

    private final LinesOfFiles lines;

    CopiedFields(List<InputFile> files) {
        this.lines = new LinesOfFiles(files);
    }

    /**
     * Copies the fields of the next sample into the object that {@code to} is in.
     *
     * @param judges
     *            whose reviews are not copied
     * @param reviews
     *            writes reviews of these, as properties; called once
     */

    public void copyNext(JsonGenerator to, List<String> judges, Runnable reviews) {
        boolean written = false;
        if (lines.advance()) {
            try (JsonCursor json = lines.json()) {
                LinesOfFiles.enter(json);
                for (String key = json.key(); key != null; key = json.key()) {
                    if (key.equals(REVIEWS)) {
                        to.writeObjectPropertyStart(REVIEWS);
                        copyReviews(json, to, judges);
                        reviews.run();
                        to.writeEndObject();
                        written = true;
                    } else if (LEFT_OUT.contains(key)) {
                        json.skip();
                    } else {
                        to.writeName(key);
                        json.copyTo(to);
                    }
                }
            }
        }
        if (!written) {
            to.writeObjectPropertyStart(REVIEWS);
            reviews.run();
            to.writeEndObject();
        }
    }

    private static void copyReviews(JsonCursor json, JsonGenerator to, List<String> judges) {
        JsonToken token = json.next();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            throw json.unexpected("\"reviews\" to be an object {judge: {generator: number}}");
        }
        for (String judge = json.key(); judge != null; judge = json.key()) {
            if (judges.contains(judge)) {
                json.skip();
            } else {
                to.writeName(judge);
                json.copyTo(to);
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
