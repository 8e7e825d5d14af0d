package dev.smoothie.plugin.onnx;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The directions in which rows differ most, the first the most. The same bits on every machine and with any number of
 * threads.
 *
 * @param mean
 *            the mean row, {@code [d]}
 * @param axes
 *            unit vectors across each other, {@code [axes][d]}, the greatest element of each positive; zero beyond the
 *            rank
 */
record PrincipalAxes(double[] mean, double[][] axes) {

    /** Covariances that one task sums up: they fit into the first-level cache with a row. */
    private static final int BLOCK = 8;

    private static final int MAX_SWEEPS = 60;

    /** Two rows are orthogonal if the cosine between them is less than this. */
    private static final double ORTHOGONAL = 1e-14;

    /** An axis along which rows differ less than this part of the most is rounding. */
    private static final double NOTHING = 1e-13;

    /**
     * Finds the first axes.
     *
     * @param rows
     *            {@code [n][d]}, n at least 1
     * @param count
     *            how many axes, at most d
     */
    static PrincipalAxes of(float[][] rows, int count, Parallel parallel) {
        double[] mean = mean(rows);
        double[][] covariance = covariance(rows, mean, parallel);
        orthogonalise(covariance);
        double[] lengths = Arrays.stream(covariance).mapToDouble(row -> Math.sqrt(dot(row, row))).toArray();
        int[] order = IntStream.range(0, lengths.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -lengths[i])).mapToInt(Integer::intValue).toArray();
        double[][] axes = new double[count][];
        for (int i = 0; i < count; i++) {
            boolean isSomething = lengths[order[i]] > NOTHING * lengths[order[0]];
            axes[i] = scaled(covariance[order[i]], isSomething ? 1 / lengths[order[i]] : 0);
        }
        return new PrincipalAxes(mean, axes);
    }

    /** The place of a row along each axis. */
    double[] along(float[] row) {
        double[] centred = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            centred[j] = row[j] - mean[j];
        }
        return Arrays.stream(axes).mapToDouble(axis -> dot(centred, axis)).toArray();
    }

    private static double[] mean(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += row[j];
            }
        }
        return scaled(mean, 1.0 / rows.length, 1);
    }

    private static double[][] covariance(float[][] rows, double[] mean, Parallel parallel) {
        int d = mean.length;
        double[][] covariance = new double[d][d];
        parallel.forEach((d + BLOCK - 1) / BLOCK, block -> {
            double[] centred = new double[d];
            for (float[] row : rows) {
                for (int j = 0; j < d; j++) {
                    centred[j] = row[j] - mean[j];
                }
                for (int i = block * BLOCK; i < Math.min(d, (block + 1) * BLOCK); i++) {
                    add(covariance[i], centred[i], centred);
                }
            }
        });
        return covariance;
    }

    /**
     * Jacobi's rotations from one side (Hestenes, 1958): turns pairs of rows of a symmetric matrix until all rows are
     * orthogonal. They are its eigenvectors then, each as long as its eigenvalue.
     */
    private static void orthogonalise(double[][] rows) {
        boolean turned = true;
        for (int sweep = 0; sweep < MAX_SWEEPS && turned; sweep++) {
            turned = false;
            for (int p = 0; p < rows.length; p++) {
                for (int q = p + 1; q < rows.length; q++) {
                    turned |= turn(rows[p], rows[q]);
                }
            }
        }
    }

    /** Turns two rows in their plane so that they are orthogonal; false if they were. */
    private static boolean turn(double[] p, double[] q) {
        double pq = dot(p, q);
        double pp = dot(p, p);
        double qq = dot(q, q);
        if (Math.abs(pq) <= ORTHOGONAL * Math.sqrt(pp * qq) || pq == 0) {
            return false;
        }
        double zeta = (qq - pp) / (2 * pq);
        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        double sine = cosine * tangent;
        for (int j = 0; j < p.length; j++) {
            double before = p[j];
            p[j] = cosine * before - sine * q[j];
            q[j] = sine * before + cosine * q[j];
        }
        return true;
    }

    /** In four sums, which the processor works on at the same time. */
    private static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < a.length; j += 4) {
            s0 += a[j] * b[j];
            s1 += a[j + 1] * b[j + 1];
            s2 += a[j + 2] * b[j + 2];
            s3 += a[j + 3] * b[j + 3];
        }
        for (; j < a.length; j++) {
            s0 += a[j] * b[j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static void add(double[] to, double factor, double[] row) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * row[j];
        }
    }

    private static double[] scaled(double[] row, double scale) {
        double greatest = 0;
        for (double element : row) {
            greatest = Math.abs(element) > Math.abs(greatest) ? element : greatest;
        }
        return scaled(row, scale, Math.copySign(1, greatest));
    }

    private static double[] scaled(double[] row, double scale, double sign) {
        double[] scaled = new double[row.length];
        for (int j = 0; j < row.length; j++) {
            scaled[j] = row[j] * scale * sign;
        }
        return scaled;
    }
}
