package dev.smoothie.pipeline.kinds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands between the cells of a table.
 *
 * @param character
 *            a comma, a semicolon, a tab or a bar
 */
record Separator(char character) {

    /** The one that tells most cells in a header apart, those first whose names are known; a comma if there is none. */
    static Separator of(String header) {
        Comparator<Separator> known = Comparator.comparingLong(separator -> separator.cells(header).stream()
                .filter(ColumnNames::isKnown).count());
        Comparator<Separator> cells = Comparator.comparingInt(separator -> separator.cells(header).size());
        // Of equal ones max takes the last.
        return Stream.of('|', ';', '\t', ',').map(Separator::new).max(known.thenComparing(cells)).orElseThrow();
    }

    /** The cells of a header, which has no line breaks in it. */
    List<String> cells(String header) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == character && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
