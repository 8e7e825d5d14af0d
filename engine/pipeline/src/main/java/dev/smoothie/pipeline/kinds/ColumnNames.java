package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.kinds.Columns.Holding;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds out from the names of a table's columns what they hold, where the user has not said it. Names that we define
 * ({@code generation:NAME}) are sure. Of others it takes what cannot well be anything else, and {@link #guessed} tells
 * that it is a guess.
 *
 * @param columns
 *            what was found
 * @param guessed
 *            whether columns were taken as generators' although nothing in their names says so
 * @param others
 *            columns that were not taken
 */
record ColumnNames(Columns columns, boolean guessed, List<String> others) {
    /** An answer is an output where no other column is, and the right one beside outputs. */
    private static final String ANSWER = "answer";

    /** A text is an input beside columns of generators. */
    private static final String TEXT = "text";

    private static final Map<Holding, List<String>> NAMES = Map.of(
            Holding.ID, ModelLines.IDS,
            Holding.INPUT, ModelLines.INPUTS,
            Holding.REFERENCE, List.of("reference", "references", "target", "gold", "expected", "ideal", "ground_truth",
                    "label"),
            Holding.DATASET, List.of("dataset", "task", "subset"),
            Holding.MODEL, List.of("model", "model_name", "generator", "model_id"),
            Holding.OUTPUT, List.of("output", "response", "generation", "completion", "prediction", "model_output",
                    "model_answer", "model_response", TEXT),
            Holding.SCORE, List.of("score", "correct", "is_correct"),
            Holding.COST, List.of("cost"));

    /** Our own names, and names by which outputs of several generators are told apart. */
    private static final Pattern OWN = Pattern.compile("(generation|score|cost):(.+)");
    private static final String OUTPUT = "outputs?|responses?|generations?|completions?|answers?|predictions?";
    private static final Pattern PREFIXED = Pattern.compile("(?i)(?:" + OUTPUT + ")[_:. /-](.+)");
    private static final Pattern SUFFIXED = Pattern.compile("(?i)(.+?)[_:. /-](?:" + OUTPUT + ")");
    private static final Pattern RIGHT = Pattern
            .compile("(?i)(?:gold|golden|correct|right|expected|true|target|ideal|human|"
                    + "reference|ground_truth)[_:. /-](?:" + OUTPUT + ")");
    private static final Pattern MEASURED = Pattern.compile("(?i)(.+?)[_:. /-](score|cost)|(score|cost)[_:. /-](.+)");

    /** Names of columns that describe samples, and hold no outputs. */
    private static final Set<String> ABOUT = Set.of("", "category", "subcategory", "topic", "subject", "domain",
            "difficulty", "level", "source", "split", "language", "lang", "tag", "tags", "type", "note", "notes",
            "comment", "comments", "date", "time", "timestamp", "created_at", "url", "author", "user", "meta",
            "metadata",
            "length", "tokens", "num_tokens", "latency", "system", "system_prompt", "context", "choices", "options",
            "explanation", "rationale", "version", "status", "error", "hash", "seed", "temperature", "row", "key",
            "name",
            "title", "winner", "best");

    /** Whether a name says what a column holds. */
    static boolean isKnown(String column) {
        String name = normal(column);
        return OWN.matcher(column.strip()).matches() || name.equals(ANSWER)
                || NAMES.values().stream().anyMatch(names -> names.contains(name));
    }

    private static String normal(String column) {
        return column.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    static ColumnNames of(List<String> header) {
        return new Search(header).find();
    }

    /** One search through a header. */
    private static final class Search {
        private final Set<String> left;
        private final Map<Holding, String> single = new EnumMap<>(Holding.class);
        private final Map<String, String> generations = new LinkedHashMap<>();
        private final Map<String, String> scores = new LinkedHashMap<>();
        private final Map<String, String> costs = new LinkedHashMap<>();

        Search(List<String> header) {
            left = new LinkedHashSet<>(header);
        }

        ColumnNames find() {
            takeOwnNames();
            for (Holding holding : Holding.values()) {
                take(holding, NAMES.get(holding));
            }
            left.stream().filter(column -> RIGHT.matcher(column.strip()).matches()).findFirst().ifPresent(column -> {
                if (single.putIfAbsent(Holding.REFERENCE, column) == null) {
                    left.remove(column);
                }
            });
            boolean guessed = generations.isEmpty() && !single.containsKey(Holding.MODEL)
                    && (takeAffixed() || takeOthers());
            takeMeasures();
            takeAnswer();
            return new ColumnNames(new Columns(single, generations, scores, costs), guessed, List.copyOf(left));
        }

        private void takeOwnNames() {
            for (String column : List.copyOf(left)) {
                Matcher own = OWN.matcher(column.strip());
                if (own.matches()) {
                    Map<String, String> columns = switch (own.group(1)) {
                        case Columns.GENERATION -> generations;
                        case Columns.SCORE -> scores;
                        default -> costs;
                    };
                    columns.putIfAbsent(own.group(2).strip(), column);
                    left.remove(column);
                }
            }
        }

        /** Takes the first of the names that is there. With columns for each generator there is no one output. */
        private void take(Holding holding, List<String> names) {
            boolean ofOutputs = holding.compareTo(Holding.MODEL) >= 0;
            if (ofOutputs && !generations.isEmpty()) {
                return;
            }
            names.stream().flatMap(name -> left.stream().filter(column -> normal(column).equals(name))).findFirst()
                    .ifPresent(column -> {
                        single.put(holding, column);
                        left.remove(column);
                    });
        }

        /** Takes columns such as {@code output_a}, {@code output_b}, or {@code a_output}, {@code b_output}. */
        private boolean takeAffixed() {
            for (Pattern affix : List.of(PREFIXED, SUFFIXED)) {
                var found = new LinkedHashMap<String, String>();
                left.forEach(column -> {
                    Matcher matcher = affix.matcher(column.strip());
                    if (matcher.matches() && !RIGHT.matcher(column.strip()).matches()) {
                        found.putIfAbsent(matcher.group(1), column);
                    }
                });
                if (found.size() > 1) {
                    generations.putAll(found);
                    left.removeAll(found.values());
                    return true;
                }
            }
            return false;
        }

        /**
         * Takes all columns that describe nothing as outputs, if there are several and the table has inputs or ids. One
         * column of outputs alone is the more likely reading if it has the name of one.
         */
        private boolean takeOthers() {
            String output = single.get(Holding.OUTPUT);
            boolean text = output != null && normal(output).equals(TEXT) && !single.containsKey(Holding.INPUT);
            if ((output != null && !text)
                    || !(text || single.containsKey(Holding.INPUT) || single.containsKey(Holding.ID))) {
                return false;
            }
            List<String> others = left.stream().filter(column -> !ABOUT.contains(normal(column)))
                    .filter(column -> !normal(column).equals(ANSWER) && !normal(column).startsWith("unnamed:"))
                    .filter(column -> !MEASURED.matcher(column.strip()).matches()).toList();
            if (others.size() < 2) {
                return false;
            }
            if (text) {
                single.put(Holding.INPUT, single.remove(Holding.OUTPUT));
            }
            others.forEach(column -> generations.put(column.strip(), column));
            left.removeAll(others);
            return true;
        }

        /** Takes columns such as {@code a_score} and {@code cost_a}, if {@code a} is a generator. */
        private void takeMeasures() {
            for (String column : List.copyOf(left)) {
                Matcher matcher = MEASURED.matcher(column.strip());
                if (matcher.matches()) {
                    String generator = matcher.group(1) != null ? matcher.group(1) : matcher.group(4);
                    String what = matcher.group(1) != null ? matcher.group(2) : matcher.group(3);
                    if (generations.containsKey(generator)) {
                        (what.equalsIgnoreCase(Columns.SCORE) ? scores : costs).putIfAbsent(generator, column);
                        left.remove(column);
                    }
                }
            }
        }

        /** An answer is the right one beside outputs, and otherwise an output. */
        private void takeAnswer() {
            Optional<String> answer = left.stream().filter(column -> normal(column).equals(ANSWER)).findFirst();
            boolean outputs = !generations.isEmpty() || single.containsKey(Holding.OUTPUT);
            if (answer.isPresent() && !(outputs && single.containsKey(Holding.REFERENCE))) {
                single.put(outputs ? Holding.REFERENCE : Holding.OUTPUT, answer.get());
                left.remove(answer.get());
            }
        }
    }

    /** What a user should know about how the columns were taken; empty if their names say it. */
    Optional<String> note() {
        if (!guessed) {
            return Optional.empty();
        }
        String ignored = others.stream().filter(column -> !column.isBlank()).collect(Collectors.joining(", "));
        return Optional.of("the columns are taken as --columns '%s'%s; give --columns if they are something else"
                .formatted(columns.description(), ignored.isEmpty() ? "" : ", without " + ignored));
    }
}
