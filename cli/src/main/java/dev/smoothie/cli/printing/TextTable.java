package dev.smoothie.cli.printing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Aligns rows of text in columns: the first column to the left, the others to the right. Cells are made harmless, and
 * long ones in the first column, which are names, are shortened.
 */
final class TextTable {
    /** Names of models with provider, size, date and precision have up to about that many characters. */
    private static final int NAME = 56;

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        add(header);
    }

    void add(String... row) {
        rows.add(Arrays.stream(row).map(Harmless::line).toList());
    }

    List<String> lines() {
        List<List<String>> rows = shortened();
        int columns = rows.getFirst().size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths.set(column, Math.max(widths.get(column), Harmless.width(row.get(column))));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** The rows with shorter names, as far as names that differ still do. */
    private List<List<String>> shortened() {
        List<String> names = rows.stream().map(List::getFirst).toList();
        int longest = names.stream().mapToInt(Harmless::width).max().orElse(0);
        int width = NAME;
        List<String> shown = shortened(names, width);
        while (width < longest && Set.copyOf(shown).size() < Set.copyOf(names).size()) {
            width *= 2;
            shown = shortened(names, width);
        }
        var shorter = new ArrayList<List<String>>();
        for (int i = 0; i < rows.size(); i++) {
            var row = new ArrayList<>(rows.get(i));
            row.set(0, shown.get(i));
            shorter.add(row);
        }
        return shorter;
    }

    private static List<String> shortened(List<String> names, int width) {
        return names.stream().map(name -> Harmless.shortened(name, width)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths.get(column) - Harmless.width(cell));
            line.append(column == 0 ? cell + padding : "  " + padding + cell);
        }
        return line.toString().stripTrailing();
    }
}
