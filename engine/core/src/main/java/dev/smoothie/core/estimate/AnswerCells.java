package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.PlainDistance;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which generators gave the same answer: of each sample, the outputs sorted into cells of equal ones. Outputs nearer
 * than a fifth of the mean distance of those that differ are equal: other spellings of one answer.
 *
 * @param cells
 *            the cell of each generator, {@code [rows][m]}, from 0 in the order of first members; −1 where it says
 *            nothing; each row once
 * @param counts
 *            how many cells each row has
 * @param times
 *            how many samples have each row
 */
record AnswerCells(int[][] cells, int[] counts, int[] times) {
    private static final double SAME = 0.2;
    private static final int BLOCK = 256;
    static final int SILENT = -1;

    /**
     * Sorts the first output of each generator for each sample whose distances were measured.
     *
     * @param groups
     *            generators with equal outputs in every sample; each group is one column, with the output of its first
     *            member
     * @param distances
     *            of the same outputs
     */
    static AnswerCells of(Generations generations, List<List<Integer>> groups, PairDistances distances,
            Workers workers) {
        double same = SAME * AnswerLikeness.meanOfDifferent(distances);
        int[] columns = groups.stream().mapToInt(List::getFirst).toArray();
        long[] rows = PairDistances.rows(generations);
        int[][] cells = new int[rows.length][columns.length];
        workers.forBlocks(cells.length, BLOCK, (from, to) -> {
            float[][] outputs = new float[columns.length][generations.vectors().dimension()];
            for (int k = (int) from; k < to; k++) {
                sort(generations, (int) rows[k], columns, same, outputs, cells[k]);
            }
        });
        return of(cells);
    }

    private static void sort(Generations generations, int sample, int[] columns, double same, float[][] firsts,
            int[] cells) {
        Arrays.fill(cells, SILENT);
        var distance = new PlainDistance();
        int count = 0;
        for (int i = 0; i < columns.length; i++) {
            if (generations.presence().present(sample, 0, columns[i])) {
                generations.vectors().read(generations.row(sample, 0, columns[i]), firsts[count]);
                int cell = 0;
                while (cell < count && distance.squared(firsts[cell], firsts[count]) > same) {
                    cell++;
                }
                cells[i] = cell;
                count += cell == count ? 1 : 0;
            }
        }
    }

    /** Counts rows that are equal. */
    static AnswerCells of(int[][] samples) {
        Map<List<Integer>, Integer> times = new LinkedHashMap<>();
        for (int[] row : samples) {
            times.merge(Arrays.stream(row).boxed().toList(), 1, Integer::sum);
        }
        int[][] cells = times.keySet().stream().map(row -> row.stream().mapToInt(cell -> cell).toArray())
                .toArray(int[][]::new);
        int[] counts = Arrays.stream(cells).mapToInt(row -> 1 + Arrays.stream(row).max().orElse(SILENT)).toArray();
        return new AnswerCells(cells, counts, times.values().stream().mapToInt(count -> count).toArray());
    }

    /** The same of some generators. */
    AnswerCells only(int[] columns) {
        int[][] chosen = new int[Arrays.stream(times).sum()][];
        int sample = 0;
        for (int row = 0; row < cells.length; row++) {
            int[] numbered = numbered(cells[row], columns);
            for (int k = 0; k < times[row]; k++) {
                chosen[sample++] = numbered;
            }
        }
        return of(chosen);
    }

    private static int[] numbered(int[] row, int[] columns) {
        int[] numbers = new int[row.length];
        Arrays.fill(numbers, SILENT);
        int[] chosen = new int[columns.length];
        int count = 0;
        for (int i = 0; i < columns.length; i++) {
            int cell = row[columns[i]];
            if (cell >= 0 && numbers[cell] == SILENT) {
                numbers[cell] = count++;
            }
            chosen[i] = cell < 0 ? SILENT : numbers[cell];
        }
        return chosen;
    }

    int generators() {
        return cells[0].length;
    }
}
