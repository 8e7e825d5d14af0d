package dev.smoothie.core.vectors;

import dev.smoothie.core.failure.CoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The header of a {@code .npy} file: the literal of a Python dict with {@code descr}, {@code fortran_order} and
 * {@code shape} (NumPy's {@code numpy.lib.format}, versions 1 to 3).
 *
 * @param descr
 *            the type, a string as in {@code <f4}, or the text of anything else that stands there
 */
record NpyHeader(String descr, boolean fortranOrder, long[] shape) {
    /** How much of a header a message shows: enough for any that NumPy writes for an array of numbers. */
    private static final int EXCERPT = 200;

    /** Reads the literal in a header of the file {@code name}. */
    static NpyHeader parse(String name, String text) {
        Map<String, Object> dict = new Literal(name, text).dict();
        if (!(dict.get("fortran_order") instanceof Boolean fortranOrder)
                || !(dict.get("shape") instanceof List<?> sizes)
                || !dict.containsKey("descr")) {
            throw broken(name, "expected the keys 'descr', 'fortran_order' and 'shape'", text);
        }
        if (!sizes.stream().allMatch(size -> size instanceof Long s && s >= 0)) {
            throw broken(name, "expected a tuple of sizes for 'shape'", text);
        }
        return new NpyHeader(dict.get("descr").toString(), fortranOrder,
                sizes.stream().mapToLong(size -> (Long) size).toArray());
    }

    /** The header of numbers of that type in C order, as a literal. */
    static String literal(String descr, long[] shape) {
        String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }".formatted(descr, sizes,
                shape.length == 1 ? "," : "");
    }

    private static CoreException broken(String name, String reason, String text) {
        return new CoreException("%s: broken .npy header: %s, found %s".formatted(name, reason,
                excerpt(text.strip())));
    }

    /** The beginning of a header, on one line. */
    private static String excerpt(String text) {
        String start = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
        return start.replaceAll("\\s+", " ");
    }

    /** Reads the part of Python's literals that NumPy writes into headers. */
    private static final class Literal {
        private final String name;
        private final String text;
        private int at;

        Literal(String name, String text) {
            this.name = name;
            this.text = text;
        }

        Map<String, Object> dict() {
            var dict = new LinkedHashMap<String, Object>();
            take('{');
            while (!takes('}')) {
                String key = string();
                take(':');
                dict.put(key, value());
                if (!takes(',')) {
                    take('}');
                    break;
                }
            }
            if (peek() != 0) {
                throw broken("text after the dict");
            }
            return dict;
        }

        private Object value() {
            return switch (peek()) {
                case '\'', '"' -> string();
                case '(' -> sequence('(', ')');
                case '[' -> sequence('[', ']');
                default -> word();
            };
        }

        private List<Object> sequence(char open, char close) {
            var values = new ArrayList<Object>();
            take(open);
            while (!takes(close)) {
                values.add(value());
                if (!takes(',')) {
                    take(close);
                    break;
                }
            }
            return values;
        }

        private String string() {
            char quote = peek();
            if (quote != '\'' && quote != '"') {
                throw broken("expected a string");
            }
            int end = text.indexOf(quote, at + 1);
            if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
                throw broken("expected a plain string");
            }
            String string = text.substring(at + 1, end);
            at = end + 1;
            return string;
        }

        /** True, False, or an integer; Python 2 wrote long ones with an L. */
        private Object word() {
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
                at++;
            }
            String word = text.substring(start, at);
            try {
                return switch (word) {
                    case "True" -> true;
                    case "False" -> false;
                    default -> Long.valueOf(word.endsWith("L") ? word.substring(0, word.length() - 1) : word);
                };
            } catch (NumberFormatException _) {
                at = start;
                throw broken("expected True, False or an integer");
            }
        }

        /** The next character that is not white space; 0 at the end. */
        private char peek() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean takes(char c) {
            boolean there = peek() == c;
            at += there ? 1 : 0;
            return there;
        }

        private void take(char c) {
            if (!takes(c)) {
                throw broken("expected %s".formatted(c));
            }
        }

        private CoreException broken(String reason) {
            return NpyHeader.broken(name, "%s at character %d".formatted(reason, at + 1), text);
        }
    }
}
