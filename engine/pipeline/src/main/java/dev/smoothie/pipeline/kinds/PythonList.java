package dev.smoothie.pipeline.kinds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a list of texts and numbers as Python prints it, such as {@code ['a', "it's", 3]}. */
final class PythonList {
    private final String text;
    private int position = 1;

    private PythonList(String text) {
        this.text = text;
    }

    /** The items as texts; empty if the text is no such list. */
    static Optional<List<String>> of(String text) {
        String trimmed = text.strip();
        if (trimmed.length() < 2 || trimmed.charAt(0) != '[' || trimmed.charAt(trimmed.length() - 1) != ']') {
            return Optional.empty();
        }
        return new PythonList(trimmed).items();
    }

    private Optional<List<String>> items() {
        var items = new ArrayList<String>();
        skipSpace();
        while (text.charAt(position) != ']') {
            char first = text.charAt(position);
            String item = first == '\'' || first == '"' ? quoted(first) : bare();
            skipSpace();
            if (item == null || position >= text.length()) {
                return Optional.empty();
            }
            items.add(item);
            if (text.charAt(position) == ',') {
                position++;
                skipSpace();
            } else if (text.charAt(position) != ']') {
                return Optional.empty();
            }
            if (position >= text.length()) {
                return Optional.empty();
            }
        }
        return position == text.length() - 1 ? Optional.of(items) : Optional.empty();
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    /** A text in quotes; null if it does not end. */
    private String quoted(char quote) {
        var item = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char next = text.charAt(position);
            if (next == quote) {
                position++;
                return item.toString();
            }
            if (next == '\\' && position + 1 < text.length()) {
                item.append(escaped(text.charAt(++position)));
            } else {
                item.append(next);
            }
        }
        return null;
    }

    private static String escaped(char next) {
        return switch (next) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '\'', '"' -> String.valueOf(next);
            default -> "\\" + next;
        };
    }

    /** A number; null for anything else. */
    private String bare() {
        int start = position;
        while (position < text.length() && text.charAt(position) != ',' && text.charAt(position) != ']') {
            position++;
        }
        String item = text.substring(start, position).strip();
        return item.matches("[-+]?[0-9][0-9_.eE+-]*") ? item : null;
    }
}
