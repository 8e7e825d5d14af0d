package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import tools.jackson.core.JsonToken;

/** The layouts of files of samples that the program can read. */
enum Layout {
    JSON_LINES("JSON Lines"), ALPACA_EVAL("a JSON list (AlpacaEval's model_outputs.json)"), REFERENCE_GENERATIONS(
            "a file of \"generations\" alone (the format of the paper's code)");

    private final String description;

    Layout(String description) {
        this.description = description;
    }

    /** Recognises the layout of a file by the beginning of its contents. Reads no more than the first object. */
    static Layout of(InputFile file) {
        try (TextReader text = file.open()) {
            return switch (text.peek()) {
                case -1 ->
                    throw new SmoothieException("%s: the file is empty; expected samples".formatted(file.name()));
                case '[' -> ALPACA_EVAL;
                case '{' -> file.shortName().contains(".jsonl") || !hasGenerationsList(text)
                        ? JSON_LINES
                        : REFERENCE_GENERATIONS;
                default -> JSON_LINES;
            };
        }
    }

    /** Whether the first object has a list under "generations", which in JSON Lines is an object. */
    private static boolean hasGenerationsList(TextReader text) {
        try (JsonCursor json = JsonCursor.over(text)) {
            json.next();
            for (String key = json.key(); key != null; key = json.key()) {
                if (key.equals("generations")) {
                    return json.next() == JsonToken.START_ARRAY;
                }
                json.skip();
            }
            return false;
        } catch (SmoothieException _) {
            // Malformed: the reader of lines has the better message, because it sees the whole line.
            return false;
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
