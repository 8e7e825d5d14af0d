package dev.smoothie.core.labels;

/**
 * The lower triangle L of a positive definite matrix {@code L L'}.
 *
 * @param lower
 *            {@code [q][q]}; what is above the diagonal is not read
 */
record Cholesky(double[][] lower) {

    /** Factors a matrix, which is overwritten. */
    static Cholesky of(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / matrix[j][j];
            }
        }
        return new Cholesky(matrix);
    }

    /** {@code L⁻¹ x}. */
    double[] forward(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double sum = x[i];
            for (int k = 0; k < i; k++) {
                sum -= lower[i][k] * y[k];
            }
            y[i] = sum / lower[i][i];
        }
        return y;
    }

    /** {@code (L L')⁻¹ x}. */
    double[] solve(double[] x) {
        double[] y = forward(x);
        for (int i = y.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < y.length; k++) {
                y[i] -= lower[k][i] * y[k];
            }
            y[i] /= lower[i][i];
        }
        return y;
    }
}
