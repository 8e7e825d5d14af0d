package dev.smoothie.core.estimate;

import java.util.Arrays;

/**
 * The probability of which generators gave the same answer, if they answer independently. A question has a difficulty b,
 * standard normal, that all generators share, one right answer, and one wrong answer that is popular.
 *
 * <pre>
 * P(generator i is right | b)  = a_i = 1/(1 + exp(s·b − θ_i))
 * otherwise it gives             the popular wrong answer with probability π,
 *                                or one of 1/ε others, all equally likely
 * </pre>
 *
 * <p>
 * Which answer is right is not known, so the probability of a sample is the sum over all ways to call one of its cells
 * (or none) right and another (or none) popular.
 *
 * <p>
 * The first two generators may share mistakes: where both are wrong, the second gives the answer of the first with
 * probability ρ. For one thread.
 */
final class AnswerModel {
    /** Nodes of the difficulty, and the step between them, in standard deviations. */
    private static final int NODES = 9;
    private static final double STEP = 0.75;
    private static final double SMALL = 1e-9;

    private final int m;
    private final double[] nodes = new double[NODES];
    private final double[] logWeight = new double[NODES];
    private double[] theta;
    private double spread;
    private double popular;
    private double coincidence;
    private final boolean mistakes;
    private double related;
    /** What the relation makes of a shared popular answer, and of another shared answer; 1 without one. */
    private double popularFactor = 1;
    private double otherFactor = 1;
    /** log f(u), f(u) = Π_{j<u}(1 − jε): u answers that differ; and its derivative by log ε. */
    private final double[] different;
    private final double[] slope;

    private int count;
    private final int[] sizes;
    private final double[] logRight;
    private final double[] logPopular;
    private final double[] nodeLog = new double[NODES];
    private final double[][] right;
    private final double[][] shared;
    private final double[][] others = new double[NODES][3];

    /**
     * Before {@link #set} nothing can be read.
     *
     * @param mistakes
     *            whether the first two generators share mistakes
     */
    AnswerModel(int generators, boolean mistakes) {
        m = generators;
        this.mistakes = mistakes;
        different = new double[m + 1];
        slope = new double[m + 1];
        sizes = new int[m];
        logRight = new double[m];
        logPopular = new double[m];
        right = new double[NODES][m];
        shared = new double[NODES][m];
        double total = 0;
        for (int t = 0; t < NODES; t++) {
            nodes[t] = STEP * (t - NODES / 2);
            total += Math.exp(-nodes[t] * nodes[t] / 2);
        }
        for (int t = 0; t < NODES; t++) {
            logWeight[t] = -nodes[t] * nodes[t] / 2 - Math.log(total);
        }
    }

    /** How many numbers there are: θ of each generator, s, logit π, log ε, and where two are related logit ρ. */
    static int parameters(int generators, boolean related) {
        return generators + (related ? 4 : 3);
    }

    void set(double[] parameters) {
        theta = Arrays.copyOf(parameters, m);
        spread = parameters[m];
        popular = 1 / (1 + Math.exp(-parameters[m + 1]));
        coincidence = Math.exp(parameters[m + 2]);
        if (mistakes) {
            related = 1 / (1 + Math.exp(-parameters[m + 3]));
            popularFactor = related / popular + 1 - related;
            otherFactor = related / ((1 - popular) * coincidence) + 1 - related;
        }
        for (int u = 1; u <= m; u++) {
            double left = Math.max(SMALL, 1 - (u - 1) * coincidence);
            different[u] = different[u - 1] + Math.log(left);
            slope[u] = slope[u - 1] - (left > SMALL ? (u - 1) * coincidence / left : 0);
        }
    }

    /** Looks at one sample; returns the logarithm of its probability. */
    double read(int[] cells, int cellCount) {
        count = cellCount;
        double top = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < NODES; t++) {
            nodeLog[t] = logWeight[t] + node(cells, t);
            top = Math.max(top, nodeLog[t]);
        }
        double sum = 0;
        for (int t = 0; t < NODES; t++) {
            sum += Math.exp(nodeLog[t] - top);
        }
        double result = top + Math.log(sum);
        for (int t = 0; t < NODES; t++) {
            nodeLog[t] = Math.exp(nodeLog[t] - result); // from here on the probability of the node
        }
        return result;
    }

    private double node(int[] cells, int t) {
        double base = cellTerms(cells, t);
        double mostRight = 0;
        double mostPopular = 0;
        for (int u = 0; u < count; u++) {
            mostRight = Math.max(mostRight, logRight[u]);
            mostPopular = Math.max(mostPopular, logPopular[u]);
        }
        double x = 0;
        double y = 0;
        double both = 0;
        for (int u = 0; u < count; u++) {
            right[t][u] = Math.exp(logRight[u] - mostRight);
            shared[t][u] = Math.exp(logPopular[u] - mostPopular);
            x += right[t][u];
            y += shared[t][u];
            both += right[t][u] * shared[t][u];
        }
        double none = Math.exp(-mostRight - mostPopular + different[count]);
        double one = count < 1 ? 0 : Math.exp(different[count - 1]);
        double two = count < 2 ? 0 : Math.exp(different[count - 2]);
        double oneRight = one * Math.exp(-mostPopular);
        double onePopular = one * Math.exp(-mostRight);
        double total = none + x * oneRight + y * onePopular + Math.max(0, x * y - both) * two;
        others[t][0] = none / total;
        others[t][1] = (x * oneRight + y * onePopular) / total;
        others[t][2] = Math.max(0, x * y - both) * two / total;
        for (int u = 0; u < count; u++) {
            double r = right[t][u];
            double p = shared[t][u];
            right[t][u] = r * (oneRight + (y - p) * two) / total;
            shared[t][u] = p * (onePopular + (x - r) * two) / total;
        }
        return base + mostRight + mostPopular + Math.log(total);
    }

    /** What each cell is worth as the right one, and as the popular one; returns the case that it is neither, of all. */
    private double cellTerms(int[] cells, int t) {
        double alone = Math.log1p(-popular);
        double chance = Math.log(coincidence);
        Arrays.fill(sizes, 0, count, 0);
        Arrays.fill(logRight, 0, count, 0);
        double base = 0;
        for (int i = 0; i < m; i++) {
            if (cells[i] >= 0) {
                double logit = theta[i] - spread * nodes[t];
                sizes[cells[i]]++;
                logRight[cells[i]] += logit - alone;
                base += alone - (logit > 0 ? logit + Math.log1p(Math.exp(-logit)) : Math.log1p(Math.exp(logit)));
            }
        }
        for (int u = 0; u < count; u++) {
            double again = (sizes[u] - 1) * chance;
            logRight[u] -= again;
            logPopular[u] = sizes[u] * (Math.log(popular) - alone) - again;
            base += again;
        }
        return base + relation(cells);
    }

    private double relation(int[] cells) {
        if (!mistakes || cells[0] < 0 || cells[1] < 0) {
            return 0;
        }
        int u = cells[0];
        int v = cells[1];
        if (u == v) {
            double other = Math.log(otherFactor);
            logRight[u] -= other;
            logPopular[u] += Math.log(popularFactor) - other;
            return other;
        }
        double apart = Math.log1p(-related);
        logRight[u] -= apart;
        logRight[v] -= apart;
        return apart;
    }

    /** The probability that a cell of the sample that was read last is the right answer. */
    double right(int cell) {
        double sum = 0;
        for (int t = 0; t < NODES; t++) {
            sum += nodeLog[t] * right[t][cell];
        }
        return sum;
    }

    /** The derivative of the sample's logarithm by all parameters. */
    void gradient(int[] cells, double[] gradient) {
        Arrays.fill(gradient, 0);
        for (int t = 0; t < NODES; t++) {
            double weight = nodeLog[t];
            for (int i = 0; i < m; i++) {
                if (cells[i] >= 0) {
                    double expected = 1 / (1 + Math.exp(spread * nodes[t] - theta[i]));
                    double surprise = weight * (right[t][cells[i]] - expected);
                    gradient[i] += surprise;
                    gradient[m] -= nodes[t] * surprise;
                }
            }
            for (int u = 0; u < count; u++) {
                double neither = 1 - right[t][u] - shared[t][u];
                gradient[m + 1] += weight * sizes[u] * (shared[t][u] * (1 - popular) - neither * popular);
                gradient[m + 2] += weight * neither * (sizes[u] - 1);
            }
            for (int assigned = 0; assigned < 3 && assigned <= count; assigned++) {
                gradient[m + 2] += weight * others[t][assigned] * slope[count - assigned];
            }
        }
        if (mistakes && cells[0] >= 0 && cells[1] >= 0) {
            relation(cells[0], cells[1], gradient);
        }
    }

    private void relation(int u, int v, double[] gradient) {
        double logistic = related * (1 - related);
        for (int t = 0; t < NODES; t++) {
            if (u == v) {
                double asPopular = nodeLog[t] * shared[t][u] / popularFactor;
                double asOther = nodeLog[t] * (1 - right[t][u] - shared[t][u]) / otherFactor;
                double rare = 1 / ((1 - popular) * coincidence);
                gradient[m + 1] += related * (asOther * rare * popular - asPopular * (1 - popular) / popular);
                gradient[m + 2] -= related * asOther * rare;
                gradient[m + 3] += logistic * (asPopular * (1 / popular - 1) + asOther * (rare - 1));
            } else {
                gradient[m + 3] -= nodeLog[t] * related * (1 - right[t][u] - right[t][v]);
            }
        }
    }
}
