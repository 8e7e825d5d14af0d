package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.TextReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import tools.jackson.core.JsonToken;

/**
 * Reads the lines of several files one after the other, each line a JSON object. Whoever made it closes it. For use by
 * one thread.
 */
final class LinesOfFiles implements AutoCloseable {
    private final List<InputFile> files;
    private int opened;
    private TextReader text;

    LinesOfFiles(List<InputFile> files) {
        this.files = files;
    }

    /** The lines of a part of a file. */
    LinesOfFiles(InputFile file, TextReader part) {
        this.files = List.of(file);
        this.opened = 1;
        this.text = part;
    }

    /** Goes to the next line; false after the last. */
    boolean advance() {
        while (text != null || opened < files.size()) {
            if (text == null) {
                text = files.get(opened++).open();
            }
            if (text.peek() >= 0 && text.readLine()) {
                return true;
            }
            text.close();
            text = null;
        }
        return false;
    }

    /** A cursor before the JSON object of this line. The caller closes it. */
    JsonCursor json() {
        return JsonCursor.overLine(text);
    }

    /** Moves a cursor from {@link #json} into the object. */
    static void enter(JsonCursor json) {
        json.expect(JsonToken.START_OBJECT, "a JSON object, one per line");
    }

    /** Writes this line, without white space around it, and a line feed. */
    void writeTo(Writer out) throws IOException {
        out.write(new String(text.line(), 0, text.lineLength()).strip());
        out.write('\n');
    }

    /** The file that this line is from. */
    InputFile file() {
        return files.get(opened - 1);
    }

    /** The number of this line in its file, from 1. */
    long number() {
        return text.lineNumber();
    }

    @Override
    public void close() {
        if (text != null) {
            text.close();
        }
    }
}
