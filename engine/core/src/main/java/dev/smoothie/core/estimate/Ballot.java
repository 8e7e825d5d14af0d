package dev.smoothie.core.estimate;

import java.util.Arrays;

/** Counts the votes among the outputs of one sample, by the formulas of {@link Vote}. For one thread. */
final class Ballot {
    private final double[] votes;
    private final double[] sizes;
    private final double[] weights;
    private final double[] responsible;
    private final double[] right;
    private int outputs;
    private double answers;
    private double seen;

    /** A ballot for up to {@code most} outputs. */
    Ballot(int most) {
        votes = new double[most];
        sizes = new double[most];
        weights = new double[most];
        responsible = new double[most];
        right = new double[most];
    }

    /** K of two outputs. */
    @FunctionalInterface
    interface Near {
        double near(int a, int b);
    }

    /** The accuracy of the generator of an output. */
    @FunctionalInterface
    interface Accuracy {
        double of(int output);
    }

    /** Counts the votes among {@code count} outputs. */
    void count(int count, Near near, Accuracy accuracy) {
        outputs = count;
        answers = 0;
        for (int i = 0; i < count; i++) {
            sizes[i] = 0;
            for (int j = 0; j < count; j++) {
                sizes[i] += near.near(i, j);
            }
            answers += 1 / sizes[i];
        }
        for (int i = 0; i < count; i++) {
            double of = accuracy.of(i);
            weights[i] = Math.log(of * answers / (1 - of));
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            votes[i] = 0;
            for (int j = 0; j < count; j++) {
                votes[i] += near.near(i, j) * weights[j];
            }
            largest = Math.max(largest, votes[i]);
        }
        double total = 0;
        for (int i = 0; i < count; i++) {
            responsible[i] = Math.exp(votes[i] - largest) / sizes[i];
            total += responsible[i];
        }
        seen = total / (total + Math.exp(-largest));
        for (int i = 0; i < count; i++) {
            right[i] = 0;
            for (int j = 0; j < count; j++) {
                right[i] += near.near(i, j) * responsible[j] / total;
            }
        }
    }

    /** How many answers were given, c − 1. */
    double answers() {
        return answers;
    }

    /** How many say nearly what an output says, s. */
    double size(int output) {
        return sizes[output];
    }

    /** Σ_j K_ij w_j. */
    double votes(int output) {
        return votes[output];
    }

    /** The probability that any output is right: the answer that nobody gave has no votes. */
    double seen() {
        return seen;
    }

    /** The probability q that an output is right, if any is. */
    double right(int output) {
        return right[output];
    }

    /** Gives each output the largest q of those with no more votes. */
    void sortRight() {
        double[] q = Arrays.copyOf(right, outputs);
        for (int i = 0; i < outputs; i++) {
            for (int j = 0; j < outputs; j++) {
                if (votes[j] <= votes[i]) {
                    right[i] = Math.max(right[i], q[j]);
                }
            }
        }
    }
}
