package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the generators of a block of lines in the order of their first appearance. Lines usually have the same
 * generators in the same order, so it looks first at the one that came after the last. For one thread.
 */
final class GeneratorColumns {
    private final byte[] bytes;
    private final List<String> names = new ArrayList<>();
    /** Where each name stood first, {@code [from, to)}; names with escapes also in the other ways they were written. */
    private int[] from = new int[16];
    private int[] to = new int[16];
    private int[] columns = new int[16];
    private int count;
    private boolean anyEscaped;
    private int expected;

    GeneratorColumns(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The generators found so far. */
    List<String> names() {
        return names;
    }

    /** Begins a sample. */
    void begin() {
        expected = 0;
    }

    /** The column of the generator whose name is {@code [nameFrom, nameTo)}; -1 if the name is blank. */
    int of(int nameFrom, int nameTo, boolean escaped) {
        int found = expected < count && isSame(expected, nameFrom, nameTo) ? expected : find(nameFrom, nameTo);
        if (found < 0) {
            found = add(nameFrom, nameTo, escaped);
        }
        expected = found + 1;
        return found < 0 ? -1 : columns[found];
    }

    private boolean isSame(int known, int nameFrom, int nameTo) {
        return Arrays.equals(bytes, from[known], to[known], bytes, nameFrom, nameTo);
    }

    private int find(int nameFrom, int nameTo) {
        for (int known = 0; known < count; known++) {
            if (isSame(known, nameFrom, nameTo)) {
                return known;
            }
        }
        return -1;
    }

    private int add(int nameFrom, int nameTo, boolean escaped) {
        String name = JsonScanner.text(bytes, nameFrom - 1);
        if (name.isBlank()) {
            return -1;
        }
        anyEscaped |= escaped;
        int column = anyEscaped ? names.indexOf(name) : -1;
        if (column < 0) {
            column = names.size();
            names.add(name);
        }
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
            columns = Arrays.copyOf(columns, 2 * count);
        }
        from[count] = nameFrom;
        to[count] = nameTo;
        columns[count] = column;
        return count++;
    }
}
