package dev.smoothie.core.estimate;

import dev.smoothie.core.failure.CoreException;

/**
 * The pairs of generators i &lt; j, numbered row by row: (0, 1), (0, 2), …, (1, 2), …
 *
 * @param generators
 *            m, at least 2
 */
public record Pairs(int generators) {
    /** The most generators whose pairs an int can number. */
    private static final int MOST = 1 << 16;

    public Pairs {
        if (generators > MOST) {
            throw new CoreException(
                    "%,d generators have too many pairs to compare; give at most %,d, for example the best of each half"
                            .formatted(generators, MOST));
        }
        if (generators < 2) {
            throw new IllegalArgumentException("pairs of %d generators".formatted(generators));
        }
    }

    /** How many there are, m(m−1)/2. */
    public int count() {
        return (int) ((long) generators * (generators - 1) / 2);
    }

    /** The number of the pair of two different generators, in either order. */
    public int index(int i, int j) {
        int first = Math.min(i, j);
        return (int) ((long) first * (2L * generators - first - 1) / 2) + Math.abs(i - j) - 1;
    }

    /** Is called with each pair. */
    @FunctionalInterface
    public interface Action {
        /** Pair number {@code pair} is of generators {@code i} &lt; {@code j}. */
        void accept(int pair, int i, int j);
    }

    /** Goes through all pairs by number. */
    public void forEach(Action action) {
        int pair = 0;
        for (int i = 0; i < generators; i++) {
            for (int j = i + 1; j < generators; j++) {
                action.accept(pair++, i, j);
            }
        }
    }

    /** Values of pairs as a symmetric matrix {@code [m][m]} with {@code diagonal}. */
    double[][] symmetric(double[] values, double[] diagonal) {
        double[][] matrix = new double[generators][generators];
        for (int i = 0; i < generators; i++) {
            matrix[i][i] = diagonal[i];
        }
        forEach((pair, i, j) -> {
            matrix[i][j] = values[pair];
            matrix[j][i] = values[pair];
        });
        return matrix;
    }
}
