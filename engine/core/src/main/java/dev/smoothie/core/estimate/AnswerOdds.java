package dev.smoothie.core.estimate;

import java.util.Arrays;
import java.util.List;

/**
 * How probable it is that an answer is right, by an {@link AnswerModel} that was fitted to a set: questions are not
 * equally difficult, and one wrong answer may be popular. A {@link Vote} takes neither into account, and is too sure of
 * what many weak generators agree on. Immutable; any number of threads may ask.
 */
public final class AnswerOdds {
    /** Outputs with at least this K give the same answer: nearer than a fifth of the bandwidth. */
    private static final double SAME = Math.exp(-0.2);

    private final int generators;
    private final double[] parameters;

    private AnswerOdds(int generators, double[] parameters) {
        this.generators = generators;
        this.parameters = parameters;
    }

    /**
     * Fits the model.
     *
     * @param generators
     *            m
     * @param panels
     *            the samples of a set
     */
    public static AnswerOdds of(int generators, List<Panel> panels) {
        int[][] rows = panels.stream().map(panel -> cells(generators, panel)).toArray(int[][]::new);
        return new AnswerOdds(generators,
                AnswerFit.of(AnswerCells.of(rows), AnswerFit.Relation.NONE).parameters());
    }

    private static int[] cells(int generators, Panel panel) {
        int[] cells = new int[generators];
        Arrays.fill(cells, AnswerCells.SILENT);
        int[] first = new int[panel.size()];
        int count = 0;
        for (int rank = 0; rank < panel.size(); rank++) {
            int cell = 0;
            while (cell < count && panel.near()[rank][first[cell]] < SAME) {
                cell++;
            }
            if (cell == count) {
                first[count++] = rank;
            }
            cells[panel.generators()[rank]] = cell;
        }
        return cells;
    }

    /** The probability that each output of a panel is right, by rank. */
    public double[] right(Panel panel) {
        var model = new AnswerModel(generators, false);
        model.set(parameters);
        int[] cells = cells(generators, panel);
        model.read(cells, 1 + Arrays.stream(cells).max().orElse(AnswerCells.SILENT));
        return Arrays.stream(panel.generators()).mapToDouble(generator -> model.right(cells[generator])).toArray();
    }
}
