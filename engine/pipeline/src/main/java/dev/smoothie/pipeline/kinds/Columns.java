package dev.smoothie.pipeline.kinds;

import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which columns of a table hold what. A table has a column of outputs for each generator, or it has a row for each
 * output and a column that names its generator, or it has the outputs of one generator.
 *
 * @param single
 *            by what they hold, columns of which a table has one
 * @param generations
 *            by generator, the column of its outputs
 * @param scores
 *            by generator, the column of its scores
 * @param costs
 *            by generator, the column of its costs
 */
public record Columns(Map<Holding, String> single, Map<String, String> generations, Map<String, String> scores,
        Map<String, String> costs) {

    /** What a column can hold. */
    public enum Holding {
        ID, INPUT, REFERENCE, DATASET,
        /** The generator of the row's output. */
        MODEL, OUTPUT, SCORE, COST;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final String GENERATION = "generation";
    static final String SCORE = "score";
    static final String COST = "cost";

    private static final String EXPECTED = "id=COLUMN, input=, reference=, dataset=, and generation:NAME=COLUMN, "
            + "score:NAME=, cost:NAME= for each generator; or, for a table with a row for each output, model=, output=, "
            + "score=, cost=";

    public Columns {
        single = Collections.unmodifiableMap(single.isEmpty() ? Map.of() : new EnumMap<>(single));
        generations = Collections.unmodifiableMap(new LinkedHashMap<>(generations));
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        costs = Collections.unmodifiableMap(new LinkedHashMap<>(costs));
    }

    /**
     * Reads what a user wrote, {@code id=qid,input=question,generation:gpt-4=answer_1}. In a name, {@code \,} and
     * {@code \=} stand for the characters themselves.
     *
     * @throws SmoothieException
     *             if it cannot be understood
     */
    public static Columns parse(String text) {
        Map<Holding, String> single = new EnumMap<>(Holding.class);
        var generations = new LinkedHashMap<String, String>();
        var scores = new LinkedHashMap<String, String>();
        var costs = new LinkedHashMap<String, String>();
        for (String pair : split(text, ',', Integer.MAX_VALUE)) {
            List<String> sides = split(pair, '=', 2);
            if (sides.size() < 2 || plain(sides.getFirst()).isEmpty() || plain(sides.getLast()).isEmpty()) {
                throw new SmoothieException(
                        "--columns: \"%s\" is not NAME=COLUMN; expected %s".formatted(pair, EXPECTED));
            }
            String key = plain(sides.getFirst());
            String column = plain(sides.getLast());
            int colon = key.indexOf(':');
            String before = switch (colon < 0 ? "" : key.substring(0, colon).strip()) {
                case GENERATION -> generations.put(generator(key, colon), column);
                case SCORE -> scores.put(generator(key, colon), column);
                case COST -> costs.put(generator(key, colon), column);
                default -> single.put(holding(key), column);
            };
            if (before != null) {
                throw new SmoothieException(
                        "--columns: \"%s\" is given twice, as \"%s\" and \"%s\"".formatted(key, before,
                                column));
            }
        }
        return new Columns(single, generations, scores, costs);
    }

    private static String generator(String key, int colon) {
        String name = key.substring(colon + 1).strip();
        if (name.isEmpty()) {
            throw new SmoothieException("--columns: \"%s\" has no name of a generator after the colon".formatted(key));
        }
        return name;
    }

    private static Holding holding(String key) {
        return Arrays.stream(Holding.values()).filter(holding -> holding.key().equals(key)).findFirst()
                .orElseThrow(() -> new SmoothieException(
                        "--columns: unknown \"%s\"; expected %s".formatted(key, EXPECTED)));
    }

    /** Splits at a character that no backslash stands before. */
    private static List<String> split(String text, char at, int most) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i < text.length() && parts.size() < most - 1; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == at) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String plain(String escaped) {
        return escaped.strip().replaceAll("\\\\([,=\\\\])", "$1");
    }

    /** The column that holds something, of which a table has one. */
    Optional<String> of(Holding holding) {
        return Optional.ofNullable(single.get(holding));
    }

    /** All columns. */
    List<String> names() {
        return Stream.of(single, generations, scores, costs).flatMap(columns -> columns.values().stream()).toList();
    }

    /** Whether any column has outputs. */
    boolean hasOutputs() {
        return !generations.isEmpty() || single.containsKey(Holding.OUTPUT);
    }

    /** Says which columns hold what, for people. */
    String description() {
        Stream<String> singles = single.entrySet().stream()
                .map(entry -> entry.getKey().key() + "=" + entry.getValue());
        return Stream.of(singles, described(GENERATION, generations), described(SCORE, scores), described(COST, costs))
                .flatMap(part -> part).collect(Collectors.joining(","));
    }

    private static Stream<String> described(String what, Map<String, String> columns) {
        return columns.entrySet().stream().map(entry -> what + ":" + entry.getKey() + "=" + entry.getValue());
    }
}
