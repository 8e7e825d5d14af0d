package dev.smoothie.cli.printing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Aligns rows of text in columns: the first column to the left, the others to the right. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(List.of(header));
    }

    void add(String... row) {
        rows.add(List.of(row));
    }

    List<String> lines() {
        int columns = rows.getFirst().size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths.set(column, Math.max(widths.get(column), width(row.get(column))));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths.get(column) - width(cell));
            line.append(column == 0 ? cell + padding : "  " + padding + cell);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
