package dev.smoothie.core.evaluate;

import java.util.Arrays;

/**
 * Finds the directions in which rows differ most, to draw a map of them.
 *
 * @param position
 *            each row, less the mean row, along each direction, {@code [n][components]}
 * @param share
 *            of the variance that each direction holds, descending but for what iterations leave open,
 *            {@code [components]}
 */
public record PrincipalComponents(double[][] position, double[] share) {
    /** Directions of nearly equal variance converge slowly, and then it does not matter which of them is drawn. */
    private static final int ITERATIONS = 200;
    private static final double CONVERGED = 1e-12;

    /**
     * Finds them by power iterations, one after the other: {@code n·d} multiplications twice in each.
     *
     * @param rows
     *            {@code [n][d]}, finite; centred in place
     * @param components
     *            how many directions; those beyond the rank hold nothing and are 0 for all rows
     */
    public static PrincipalComponents of(double[][] rows, int components) {
        double[][] position = new double[rows.length][components];
        double[] share = new double[components];
        if (rows.length == 0) {
            return new PrincipalComponents(position, share);
        }
        double[] scale = centre(rows);
        double total = Arrays.stream(scale).sum();
        for (int component = 0; component < components && Arrays.stream(scale).sum() > CONVERGED * total; component++) {
            double[] direction = direction(rows, scale);
            for (int row = 0; row < rows.length; row++) {
                double along = dot(rows[row], direction);
                position[row][component] = along;
                share[component] += along * along / total;
                // What is left lies across this direction, and so does the next one.
                add(rows[row], -along, direction);
                scale[row] = dot(rows[row], rows[row]);
            }
        }
        return new PrincipalComponents(position, share);
    }

    /** Takes the mean off, and returns the squared length of each row. */
    private static double[] centre(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            add(mean, 1.0 / rows.length, row);
        }
        return Arrays.stream(rows).mapToDouble(row -> {
            add(row, -1, mean);
            return dot(row, row);
        }).toArray();
    }

    /** The unit vector along which the squared lengths are greatest, its greatest element positive. */
    private static double[] direction(double[][] rows, double[] scale) {
        int longest = 0;
        for (int row = 1; row < rows.length; row++) {
            longest = scale[row] > scale[longest] ? row : longest;
        }
        double[] direction = unit(rows[longest].clone());
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[] next = new double[direction.length];
            for (double[] row : rows) {
                add(next, dot(row, direction), row);
            }
            unit(next);
            boolean converged = 1 - dot(next, direction) < CONVERGED;
            direction = next;
            if (converged) {
                break;
            }
        }
        double greatest = 0;
        for (double element : direction) {
            greatest = Math.abs(element) > Math.abs(greatest) ? element : greatest;
        }
        if (greatest < 0) {
            for (int column = 0; column < direction.length; column++) {
                direction[column] = -direction[column];
            }
        }
        return direction;
    }

    private static double[] unit(double[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        for (int column = 0; column < vector.length; column++) {
            vector[column] /= length;
        }
        return vector;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int column = 0; column < a.length; column++) {
            sum += a[column] * b[column];
        }
        return sum;
    }

    private static void add(double[] target, double factor, double[] other) {
        for (int column = 0; column < target.length; column++) {
            target[column] += factor * other[column];
        }
    }
}
