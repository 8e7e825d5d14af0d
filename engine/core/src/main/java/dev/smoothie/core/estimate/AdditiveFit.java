package dev.smoothie.core.estimate;

import java.util.Arrays;

/**
 * Fits {@code δ_i + δ_j} to the distances of pairs by least squares, each pair with a weight. With equal weights the
 * result is what {@link RowEstimates} computes in closed form; weight 0 leaves out a pair whose errors are not
 * independent. Linear in the distances.
 *
 * @param pairs
 *            the pairs
 * @param weights
 *            of each pair, none negative; the pairs with a weight must join all generators, with a triangle among them
 * @param inverse
 *            of the normal matrix, {@code [m][m]}
 */
public record AdditiveFit(Pairs pairs, double[] weights, double[][] inverse) {

    /** The fit that leaves out what has weight 0. */
    public static AdditiveFit of(Pairs pairs, double[] weights) {
        boolean equal = Arrays.stream(weights).allMatch(weight -> weight == 1);
        return new AdditiveFit(pairs, weights, equal ? inverse(pairs.generators()) : inverse(normal(pairs, weights)));
    }

    /** Where all weights are 1: of {@code (m − 2) I + J}, with J all ones. */
    private static double[][] inverse(int m) {
        double[][] inverse = new double[m][m];
        for (int i = 0; i < m; i++) {
            Arrays.fill(inverse[i], -1.0 / (m - 2) / (2 * m - 2));
            inverse[i][i] += 1.0 / (m - 2);
        }
        return inverse;
    }

    /** The normal matrix: each weight on the diagonal of both of its generators, and beside it. */
    private static double[][] normal(Pairs pairs, double[] weights) {
        double[][] normal = new double[pairs.generators()][pairs.generators()];
        pairs.forEach((pair, i, j) -> {
            normal[i][i] += weights[pair];
            normal[j][j] += weights[pair];
            normal[i][j] += weights[pair];
            normal[j][i] += weights[pair];
        });
        return normal;
    }

    /**
     * The δ of {@link #of}, {@code [m]}, where nothing else is wanted: by Cholesky's factors, which take a sixth of the
     * time of the inverse.
     */
    static double[] errors(Pairs pairs, double[] weights, double[] distances) {
        int m = pairs.generators();
        double[][] factor = normal(pairs, weights);
        double[] solution = new double[m];
        pairs.forEach((pair, i, j) -> {
            solution[i] += weights[pair] * distances[pair];
            solution[j] += weights[pair] * distances[pair];
        });
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = factor[i][j] - dot(factor[i], factor[j], j);
                factor[i][j] = i == j ? Math.sqrt(rest) : rest / factor[j][j];
            }
            solution[i] = (solution[i] - dot(factor[i], solution, i)) / factor[i][i];
        }
        for (int i = m - 1; i >= 0; i--) {
            solution[i] /= factor[i][i];
            for (int j = 0; j < i; j++) {
                solution[j] -= factor[i][j] * solution[i];
            }
        }
        return solution;
    }

    /** In four sums, because one waits for each of its additions. */
    private static double dot(double[] a, double[] b, int length) {
        double sum = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i < length - 3; i += 4) {
            sum += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (; i < length; i++) {
            sum += a[i] * b[i];
        }
        return sum + second + (third + fourth);
    }

    /** By Gauss and Jordan, which needs no pivoting where a matrix is positive definite; overwrites the matrix. */
    private static double[][] inverse(double[][] matrix) {
        int m = matrix.length;
        for (int k = 0; k < m; k++) {
            double[] own = matrix[k];
            double pivot = 1 / own[k];
            own[k] = 1;
            for (int column = 0; column < m; column++) {
                own[column] *= pivot;
            }
            for (int row = 0; row < m; row++) {
                if (row != k) {
                    double[] other = matrix[row];
                    double factor = other[k];
                    other[k] = 0;
                    for (int column = 0; column < m; column++) {
                        other[column] -= factor * own[column];
                    }
                }
            }
        }
        return matrix;
    }

    /** Writes the fitted δ, {@code [m]}; {@code scratch} has m elements. */
    void errors(double[] distances, double[] scratch, double[] errors) {
        Arrays.fill(scratch, 0);
        int m = errors.length;
        for (int i = 0, pair = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++, pair++) {
                double weighted = weights[pair] * distances[pair];
                scratch[i] += weighted;
                scratch[j] += weighted;
            }
        }
        for (int i = 0; i < m; i++) {
            double error = 0;
            for (int j = 0; j < m; j++) {
                error += inverse[i][j] * scratch[j];
            }
            errors[i] = error;
        }
    }

    /** The fitted δ, {@code [m]}. */
    public double[] errors(double[] distances) {
        double[] errors = new double[pairs.generators()];
        errors(distances, new double[errors.length], errors);
        return errors;
    }

    /** The share of a pair's own distance in its fitted value, 0 to 1; 0 where its weight is 0. */
    double leverage(int pair, int i, int j) {
        return weights[pair] * (inverse[i][i] + inverse[j][j] + 2 * inverse[i][j]);
    }
}
