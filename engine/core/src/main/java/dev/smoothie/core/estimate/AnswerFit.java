package dev.smoothie.core.estimate;

import java.util.Arrays;

/**
 * The numbers of an {@link AnswerModel} that make a set most likely. Two generators may be related in one of two ways,
 * with probability ρ: the second gives the wrong answer of the first where both are wrong, or it gives the answer of the
 * first, right or wrong.
 *
 * @param parameters
 *            as {@link AnswerModel#parameters} says
 * @param likelihood
 *            the logarithm of the probability of the set, and of what is known beforehand
 */
record AnswerFit(double[] parameters, double likelihood) {
    private static final int STEPS = 60;
    private static final int HALVINGS = 12;
    private static final double ENOUGH = 1e-3;
    /** Means and standard deviations of what is known beforehand of s, logit π, log ε and logit ρ; θ is of 1 ± 3. */
    private static final double[][] PRIOR = {{1, 1}, {-2, 1}, {-3.5, 0.7}, {-1, 2}};

    /** What two generators may have in common. */
    enum Relation {
        NONE, MISTAKES, ANSWERS
    }

    /** The most likely of several fits: a family may pass for the truth, so one search may end in the wrong place. */
    static AnswerFit of(AnswerCells cells, Relation relation) {
        int m = cells.generators();
        double[] start = new double[AnswerModel.parameters(m, relation != Relation.NONE)];
        Arrays.setAll(start, a -> prior(m, a)[0]);
        AnswerFit best = from(cells, relation, start);
        double[] low = start.clone();
        Arrays.fill(low, 0, relation == Relation.NONE ? m : 2, relation == Relation.NONE ? 0 : -1);
        AnswerFit other = from(cells, relation, low);
        return other.likelihood > best.likelihood ? other : best;
    }

    /** ρ of the last parameter. */
    double related() {
        return 1 / (1 + Math.exp(-parameters[parameters.length - 1]));
    }

    /** Sums over samples: the value, the gradient, and the products of the gradients. */
    private record Sums(double[] value, double[] gradient, double[][] products) {
        Sums(int size) {
            this(new double[1], new double[size], new double[size][size]);
        }

        void add(double[] sample, double times) {
            for (int a = 0; a < sample.length; a++) {
                gradient[a] += times * sample[a];
                for (int b = 0; b < sample.length; b++) {
                    products[a][b] += times * sample[a] * sample[b];
                }
            }
        }
    }

    private static double[] prior(int m, int a) {
        return a < m ? new double[]{1, 3} : PRIOR[a - m];
    }

    private static Sums sums(AnswerCells cells, AnswerModel model, Relation relation, double[] parameters) {
        var total = new Sums(parameters.length);
        model.set(parameters);
        double[] gradient = new double[parameters.length];
        double[] copied = new double[parameters.length];
        for (int row = 0; row < cells.cells().length; row++) {
            double value = model.read(cells.cells()[row], cells.counts()[row]);
            model.gradient(cells.cells()[row], gradient);
            if (relation == Relation.ANSWERS) {
                value = copied(cells, row, model, parameters, value, gradient, copied);
            }
            total.value[0] += cells.times()[row] * value;
            total.add(gradient, cells.times()[row]);
        }
        for (int a = 0; a < parameters.length; a++) {
            double[] prior = prior(cells.generators(), a);
            double away = (parameters[a] - prior[0]) / prior[1];
            total.value[0] -= away * away / 2;
            total.gradient[a] -= away / prior[1];
            total.products[a][a] += 1 / (prior[1] * prior[1]);
        }
        return total;
    }

    /** The second generator gives the answer of the first with probability ρ; changes the gradient, returns the value. */
    private static double copied(AnswerCells cells, int row, AnswerModel model, double[] parameters, double own,
            double[] gradient, double[] copied) {
        int last = parameters.length - 1;
        double rho = 1 / (1 + Math.exp(-parameters[last]));
        int[] all = cells.cells()[row];
        if (all[0] < 0 || all[1] < 0) {
            return own;
        }
        if (all[0] != all[1]) {
            gradient[last] = -rho;
            return own + Math.log1p(-rho);
        }
        int[] without = all.clone();
        without[1] = AnswerCells.SILENT;
        double first = Math.log(rho) + model.read(without, cells.counts()[row]);
        model.gradient(without, copied);
        double second = Math.log1p(-rho) + own;
        double top = Math.max(first, second);
        double value = top + Math.log(Math.exp(first - top) + Math.exp(second - top));
        double copy = Math.exp(first - value);
        for (int a = 0; a < last; a++) {
            gradient[a] = copy * copied[a] + (1 - copy) * gradient[a];
        }
        gradient[last] = copy - rho;
        return value;
    }

    /** By Berndt, Hall, Hall and Hausman's steps, each halved until the likelihood grows. */
    private static AnswerFit from(AnswerCells cells, Relation relation, double[] start) {
        var model = new AnswerModel(cells.generators(), relation == Relation.MISTAKES);
        double[] at = start;
        Sums sums = sums(cells, model, relation, at);
        for (int step = 0; step < STEPS; step++) {
            double[] direction = solve(sums.products, sums.gradient);
            double gain = 0;
            for (int a = 0; a < at.length; a++) {
                gain += direction[a] * sums.gradient[a];
            }
            double scale = Math.min(1, 2 / Arrays.stream(direction).map(Math::abs).max().orElse(1));
            Sums next = sums;
            double[] there = at;
            for (int half = 0; half < HALVINGS; half++, scale /= 2) {
                double length = scale;
                double[] from = at;
                there = new double[at.length];
                Arrays.setAll(there, a -> from[a] + length * direction[a]);
                next = sums(cells, model, relation, there);
                if (next.value[0] > sums.value[0]) {
                    break;
                }
            }
            if (!(next.value[0] > sums.value[0])) {
                break;
            }
            at = there;
            sums = next;
            if (gain < ENOUGH) {
                break;
            }
        }
        return new AnswerFit(at, sums.value[0]);
    }

    /** Solves a symmetric positive definite system by Cholesky's decomposition. */
    private static double[] solve(double[][] matrix, double[] right) {
        int size = right.length;
        double[][] lower = new double[size][size];
        double[] x = right.clone();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12 * matrix[i][i])) : sum / lower[j][j];
            }
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            for (int k = i + 1; k < size; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }
}
