package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Samples of which only is known which of their outputs are equal, counted by that pattern; and the {@link Vote} among
 * them. For one thread.
 *
 * @param cells
 *            {@code [patterns][m]}: outputs in the same cell are equal; negative for one that says nothing
 * @param times
 *            how many samples have each pattern, positive
 */
record CountedPatterns(int[][] cells, long[] times) {

    CountedPatterns {
        if (cells.length == 0 || cells.length != times.length || Arrays.stream(times).anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("%d patterns, %d counts".formatted(cells.length, times.length));
        }
    }

    Vote vote(Arena arena) {
        double[] accuracies = new double[generators()];
        Arrays.fill(accuracies, Vote.FIRST);
        for (int round = 1; round < Vote.ROUNDS; round++) {
            accuracies = round(accuracies);
        }
        Matrix errors = errors(arena, accuracies);
        return new Vote(estimate(errors, round(accuracies)), errors, accuracies, 0);
    }

    private int generators() {
        return cells[0].length;
    }

    /** One round: from accuracies to accuracies. */
    private double[] round(double[] accuracies) {
        int m = generators();
        double[] sum = new double[m];
        double[] count = new double[m];
        var spoken = new Spoken(m);
        for (int pattern = 0; pattern < cells.length; pattern++) {
            spoken.vote(cells[pattern], accuracies);
            for (int rank = 0; rank < spoken.count; rank++) {
                sum[spoken.generators[rank]] += times[pattern] * spoken.ballot.right(rank);
                count[spoken.generators[rank]] += times[pattern];
            }
        }
        double[] found = new double[m];
        Arrays.setAll(found, j -> Vote.accuracy(sum[j], count[j]));
        return found;
    }

    private Matrix errors(Arena arena, double[] accuracies) {
        int m = generators();
        Matrix errors = Matrix.allocate(arena, cells.length, m);
        var spoken = new Spoken(m);
        double[] row = new double[m];
        for (int pattern = 0; pattern < cells.length; pattern++) {
            spoken.vote(cells[pattern], accuracies);
            spoken.ballot.sortRight();
            Arrays.fill(row, Double.NaN);
            for (int rank = 0; rank < spoken.count; rank++) {
                row[spoken.generators[rank]] = 1 - spoken.ballot.right(rank);
            }
            errors.write(pattern, row);
        }
        return errors;
    }

    private GlobalEstimate estimate(Matrix errors, double[] accuracies) {
        int m = generators();
        double[] error = new double[m];
        double[] standardError = new double[m];
        long[] samples = new long[m];
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int pattern = 0; pattern < cells.length; pattern++) {
                if (cells[pattern][i] >= 0) {
                    sum += times[pattern] * errors.get(pattern, i);
                    samples[i] += times[pattern];
                }
            }
            double mean = sum / samples[i];
            double squares = 0;
            for (int pattern = 0; pattern < cells.length; pattern++) {
                if (cells[pattern][i] >= 0) {
                    double away = errors.get(pattern, i) - mean;
                    squares += times[pattern] * away * away;
                }
            }
            error[i] = samples[i] == 0 ? Double.NaN : 1 - accuracies[i];
            standardError[i] = samples[i] < 2 ? Double.NaN : Math.sqrt(squares / (samples[i] - 1) / samples[i]);
        }
        return new GlobalEstimate(errors, error, standardError, samples, true);
    }

    /** The outputs of one pattern that say something, and their votes. */
    private static final class Spoken {
        private final int[] generators;
        private final Ballot ballot;
        private int count;

        Spoken(int most) {
            generators = new int[most];
            ballot = new Ballot(most);
        }

        void vote(int[] cells, double[] accuracies) {
            count = 0;
            for (int i = 0; i < cells.length; i++) {
                if (cells[i] >= 0) {
                    generators[count++] = i;
                }
            }
            ballot.count(count, (a, b) -> cells[generators[a]] == cells[generators[b]] ? 1 : 0,
                    rank -> accuracies[generators[rank]]);
        }
    }
}
