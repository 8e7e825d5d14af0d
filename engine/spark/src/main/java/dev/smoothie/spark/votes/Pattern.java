package dev.smoothie.spark.votes;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the answers to one input are equal: the cell of each generator, counted from 0 in the order of the
 * generators.
 *
 * @param cells
 *            {@code [m]}; {@link #SILENT} for an output without an answer, {@link #MISSING} for none; not copied
 */
public record Pattern(int[] cells) {
    /** The cell of an output in which there is no answer. */
    public static final int SILENT = -1;
    /** The cell of an output that does not exist. */
    public static final int MISSING = -2;

    /**
     * The pattern of answers.
     *
     * @param answers
     *            in one form, so that equal ones are the same text; blank where an output has none, null where there is
     *            no output
     */
    public static Pattern of(List<String> answers) {
        Map<String, Integer> cells = new HashMap<>();
        return new Pattern(answers.stream().mapToInt(answer -> answer == null
                ? MISSING
                : answer.isBlank() ? SILENT : cells.computeIfAbsent(answer, _ -> cells.size())).toArray());
    }

    /** Reads what {@link #text} made. */
    public static Pattern parse(String text) {
        return new Pattern(text.chars().map(character -> character - 2).toArray());
    }

    /** A short text that is equal for equal patterns: a character for each generator. */
    public String text() {
        int[] characters = Arrays.stream(cells).map(cell -> cell + 2).toArray();
        return new String(characters, 0, characters.length);
    }

    /** Whether a sample may be routed to a generator: it has an answer, or an output where nobody has an answer. */
    public boolean eligible(int generator) {
        return cells[generator] >= 0
                || (cells[generator] == SILENT && nothing());
    }

    /** Whether no output has an answer. */
    public boolean nothing() {
        return Arrays.stream(cells).allMatch(cell -> cell < 0);
    }
}
