package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.kinds.Columns.Holding;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes entries of the rows of a table, whatever file it comes from. A cell is a text; an empty one is nothing.
 */
public final class TableEntries {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,30})");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("-?\\d+,\\d+");
    private static final Set<String> NO_NUMBER = Set.of("", "nan", "na", "n/a", "null", "none");

    private final Columns columns;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final String fileGenerator;

    /**
     * @param columns
     *            what the columns hold
     * @param header
     *            the names of all columns, in the order of the cells
     * @param table
     *            the table's name, for messages
     * @param fileGenerator
     *            the generator of the outputs where no column tells it
     */
    private TableEntries(Columns columns, List<String> header, String table, String fileGenerator) {
        this.columns = columns;
        this.fileGenerator = fileGenerator;
        for (String name : columns.names()) {
            int place = header.indexOf(name);
            if (place < 0) {
                throw new SmoothieException(
                        "%s: no column \"%s\", which --columns names; it has %s".formatted(table, name,
                                names(header)));
            }
            if (place != header.lastIndexOf(name)) {
                throw new SmoothieException("%s: two columns are called \"%s\"; give each a name of its own".formatted(
                        table, name));
            }
            places.put(name, place);
        }
    }

    /**
     * For the table that is read by {@code reading}: its columns are those that the user named, otherwise what their
     * names say.
     *
     * @throws SmoothieException
     *             if there is nothing to read in the table, or a column is not there or is there twice
     */
    public static TableEntries of(List<String> header, Reading reading) {
        List<String> names = header.stream().map(String::strip).toList();
        String table = reading.file().name();
        Columns columns = reading.options().columns().map(Columns::parse).orElseGet(() -> {
            ColumnNames found = ColumnNames.of(names);
            found.note().ifPresent(reading::note);
            return found.columns();
        });
        if (!columns.hasOutputs() && columns.scores().isEmpty() && columns.of(Holding.INPUT).isEmpty()) {
            throw nothing(table, names);
        }
        return new TableEntries(columns, names, table, reading.generator());
    }

    private static SmoothieException nothing(String table, List<String> header) {
        return new SmoothieException(
                ("%s: no column is known as inputs or outputs; it has %s. Name the columns id, input, "
                        + "generation:MODEL, score:MODEL in the first line, or say what they are: "
                        + "--columns id=COLUMN,input=COLUMN,generation:MODEL=COLUMN,...")
                        .formatted(table, names(header)));
    }

    private static String names(List<String> header) {
        Set<String> names = new LinkedHashSet<>(header);
        String some = names.stream().limit(20).map("\"%s\""::formatted).collect(Collectors.joining(", "));
        return "the columns " + some + (names.size() > 20 ? " and %d more".formatted(names.size() - 20) : "");
    }

    /**
     * The entry of a row.
     *
     * @param cells
     *            as many as the header has names; {@code null} is an empty one
     * @param where
     *            file and line or row, for messages
     */
    public Entry entry(List<String> cells, String where) {
        var row = new Row(cells, where);
        Entry entry = Entry.at(where).withAnswers(columns.generations().isEmpty() && columns.scores().isEmpty()
                ? row.single()
                : row.answers()).withReferences(row.text(Holding.REFERENCE).stream().toList());
        if (columns.of(Holding.ID).isPresent()) {
            entry = entry.withId(row.id());
        }
        Optional<String> input = row.text(Holding.INPUT);
        Optional<String> dataset = row.text(Holding.DATASET);
        entry = input.isPresent() ? entry.withInput(input.get()) : entry;
        return dataset.isPresent() ? entry.ofPart(dataset.get()) : entry;
    }

    /** One row. */
    private final class Row {
        private final List<String> cells;
        private final String where;

        Row(List<String> cells, String where) {
            this.cells = cells;
            this.where = where;
        }

        private Optional<String> text(String column) {
            return Optional.ofNullable(cells.get(places.get(column))).filter(cell -> !cell.isBlank());
        }

        Optional<String> text(Holding holding) {
            return columns.of(holding).flatMap(this::text);
        }

        SampleId id() {
            String id = text(Holding.ID).map(String::strip).orElseThrow(() -> new SmoothieException(
                    "%s: the cell of \"%s\" is empty; every row needs an id".formatted(where,
                            columns.of(Holding.ID).orElseThrow())));
            return new SampleId(id, INTEGER.matcher(id).matches());
        }

        /** The outputs of all generators, each in its column. */
        List<Answer> answers() {
            Set<String> generators = new LinkedHashSet<>(columns.generations().keySet());
            generators.addAll(columns.scores().keySet());
            var answers = new ArrayList<Answer>();
            for (String generator : generators) {
                String column = columns.generations().get(generator);
                answers.add(answer(generator,
                        column == null ? List.of() : Collections.singletonList(text(column).orElse(null)),
                        Optional.ofNullable(columns.scores().get(generator)),
                        Optional.ofNullable(columns.costs().get(generator))));
            }
            return answers;
        }

        /** The one output of a row; none if the table has no outputs. */
        List<Answer> single() {
            if (columns.of(Holding.OUTPUT).isEmpty()) {
                return List.of();
            }
            String generator = columns.of(Holding.MODEL).isEmpty()
                    ? fileGenerator
                    : text(Holding.MODEL).map(String::strip).orElseThrow(() -> new SmoothieException(
                            "%s: the cell of \"%s\" is empty; every row needs the name of its generator".formatted(
                                    where,
                                    columns.of(Holding.MODEL).orElseThrow())));
            return List.of(answer(generator, Collections.singletonList(text(Holding.OUTPUT).orElse(null)),
                    columns.of(Holding.SCORE), columns.of(Holding.COST)));
        }

        private Answer answer(String generator, List<String> outputs, Optional<String> scoreColumn,
                Optional<String> costColumn) {
            OptionalDouble score = scoreColumn.map(this::number).orElse(OptionalDouble.empty());
            OptionalDouble cost = costColumn.map(this::number).orElse(OptionalDouble.empty());
            return new Answer(generator, outputs, score.isPresent()
                    ? Map.of(Columns.SCORE, List.of(score.getAsDouble()))
                    : Map.of(), cost);
        }

        private OptionalDouble number(String column) {
            String text = text(column).map(cell -> cell.strip().toLowerCase(Locale.ROOT)).orElse("");
            if (NO_NUMBER.contains(text)) {
                return OptionalDouble.empty();
            }
            if (text.equals("true") || text.equals("false")) {
                return OptionalDouble.of(text.equals("true") ? 1 : 0);
            }
            try {
                double number = Double
                        .parseDouble(DECIMAL_COMMA.matcher(text).matches() ? text.replace(',', '.') : text);
                if (Double.isFinite(number)) {
                    return OptionalDouble.of(number);
                }
            } catch (NumberFormatException _) {
                // falls through to the message
            }
            throw new SmoothieException(
                    "%s: \"%s\" is %s; expected a number, true, false or an empty cell".formatted(where,
                            column, JsonCursor.excerpt("\"" + text + "\"")));
        }
    }
}
