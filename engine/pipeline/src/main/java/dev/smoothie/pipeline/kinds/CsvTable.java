package dev.smoothie.pipeline.kinds;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table as text: rows on lines, cells between commas, semicolons or tabs (RFC 4180), the names of the columns in the
 * first line. {@link Columns} says what they hold.
 */
final class CsvTable implements FileKind {
    /** The longest row. */
    private static final int LONGEST = 1 << 28;
    private static final int EXCERPT = 6;

    /** Where FastCSV says that a row begins. */
    private static final Pattern PLACE = Pattern.compile(" \\(record starting at line (\\d+)\\)");

    /** What some programs write before the header to say what stands between cells. */
    private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)sep=(.)");

    @Override
    public String description() {
        return "a table with a header (CSV or TSV)";
    }

    @Override
    public List<String> keys() {
        return List.of();
    }

    @Override
    public boolean recognises(Beginning beginning) {
        if (beginning.form() != Form.TEXT) {
            return false;
        }
        String line = beginning.firstLine();
        String name = beginning.file().shortName().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        List<String> header = Separator.of(line).cells(line);
        return SEPARATOR_LINE.matcher(line).matches() || header.stream().anyMatch(ColumnNames::isKnown)
                || (header.size() > 1 && (name.endsWith(".csv") || name.endsWith(".tsv")));
    }

    @Override
    public void read(Reading reading) {
        String first = reading.beginning().firstLine();
        Matcher told = SEPARATOR_LINE.matcher(first);
        char separator = told.matches() ? told.group(1).charAt(0) : Separator.of(first).character();
        String name = reading.file().name();
        try (TextReader text = reading.file().open();
                CsvReader<CsvRecord> records = CsvReader.builder().fieldSeparator(separator)
                        // Rows of another length are told with their line below.
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false).maxBufferSize(LONGEST).ofCsvRecord(text)) {
            Iterator<CsvRecord> rows = records.iterator();
            if (told.matches()) {
                rows.next();
            }
            read(rows, reading, name);
        } catch (CsvParseException e) {
            throw broken(name, e);
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot close: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static void read(Iterator<CsvRecord> rows, Reading reading, String name) {
        if (!rows.hasNext()) {
            throw new SmoothieException("%s: no header; expected the names of the columns".formatted(name));
        }
        List<String> header = rows.next().getFields();
        TableEntries entries = TableEntries.of(header, reading);
        int count = 0;
        while (rows.hasNext()) {
            CsvRecord row = rows.next();
            String where = "%s:%d".formatted(name, row.getStartingLineNumber());
            reading.add(entries.entry(cells(row, header, where), where));
            count++;
        }
        if (count == 0) {
            throw new SmoothieException("%s: a header and no rows; expected one row for each sample".formatted(name));
        }
    }

    private static List<String> cells(CsvRecord row, List<String> header, String where) {
        var cells = new ArrayList<String>(header.size());
        for (int i = 0; i < row.getFieldCount(); i++) {
            String cell = row.getField(i);
            if (i < header.size()) {
                cells.add(cell.isEmpty() ? null : cell);
            } else if (!cell.isEmpty()) {
                throw ragged(row, header, where);
            }
        }
        if (cells.size() < header.size()) {
            throw ragged(row, header, where);
        }
        return cells;
    }

    private static SmoothieException ragged(CsvRecord row, List<String> header, String where) {
        String names = String.join(", ", header.subList(0, Math.min(EXCERPT, header.size())))
                + (header.size() > EXCERPT ? ", ..." : "");
        return new SmoothieException(
                ("%s: the row has %d cells, the header %d (%s); a text with a separator or a line break "
                        + "in it must stand in double quotes, and a double quote in it must be doubled")
                        .formatted(where,
                                row.getFieldCount(), header.size(), JsonCursor.excerpt(names, Integer.MAX_VALUE)));
    }

    private static SmoothieException broken(String name, CsvParseException e) {
        Matcher place = PLACE.matcher(e.getMessage());
        String where = place.find() ? name + ":" + place.group(1) : name;
        return new SmoothieException(
                "%s: %s; a cell that begins with a double quote must end with one, and those in it must be doubled"
                        .formatted(where, place.replaceFirst("")),
                e);
    }
}
