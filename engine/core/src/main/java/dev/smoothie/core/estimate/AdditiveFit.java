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
        double[][] normal = new double[pairs.generators()][pairs.generators()];
        pairs.forEach((pair, i, j) -> {
            normal[i][i] += weights[pair];
            normal[j][j] += weights[pair];
            normal[i][j] += weights[pair];
            normal[j][i] += weights[pair];
        });
        return new AdditiveFit(pairs, weights, inverse(normal));
    }

    /** By Gauss and Jordan, which needs no pivoting where a matrix is positive definite; overwrites the matrix. */
    private static double[][] inverse(double[][] matrix) {
        int m = matrix.length;
        for (int k = 0; k < m; k++) {
            double pivot = 1 / matrix[k][k];
            matrix[k][k] = 1;
            for (int column = 0; column < m; column++) {
                matrix[k][column] *= pivot;
            }
            for (int row = 0; row < m; row++) {
                if (row != k) {
                    double factor = matrix[row][k];
                    matrix[row][k] = 0;
                    for (int column = 0; column < m; column++) {
                        matrix[row][column] -= factor * matrix[k][column];
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
