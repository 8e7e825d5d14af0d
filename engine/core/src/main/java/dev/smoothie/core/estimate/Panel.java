package dev.smoothie.core.estimate;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The outputs of one sample that say something, and how near they are to each other.
 *
 * @param generators
 *            whose they are, ascending; the place in this array is the rank of an output
 * @param near
 *            K of each two of them by rank, symmetric, in [0, 1], 1 with itself; not copied
 */
public record Panel(int[] generators, double[][] near) {

    public Panel {
        if (near.length != generators.length) {
            throw new IllegalArgumentException(
                    "%d outputs, nearness of %d".formatted(generators.length, near.length));
        }
        for (int rank = 1; rank < generators.length; rank++) {
            if (generators[rank] <= generators[rank - 1]) {
                throw new IllegalArgumentException("the generators of a panel must ascend, got "
                        + Arrays.toString(generators));
            }
        }
    }

    /** A panel of answers of which only equal ones are near: equal numbers are equal answers. */
    public static Panel ofAnswers(int[] generators, int[] answers) {
        double[][] near = new double[answers.length][answers.length];
        for (int a = 0; a < answers.length; a++) {
            for (int b = 0; b < answers.length; b++) {
                near[a][b] = answers[a] == answers[b] ? 1 : 0;
            }
        }
        return new Panel(generators, near);
    }

    /** How many outputs there are. */
    public int size() {
        return generators.length;
    }

    /** The outputs of some of the generators. */
    public Panel only(IntPredicate chosen) {
        int[] kept = new int[generators.length];
        int count = 0;
        for (int rank = 0; rank < kept.length; rank++) {
            if (chosen.test(generators[rank])) {
                kept[count++] = rank;
            }
        }
        if (count == generators.length) {
            return this;
        }
        int[] whose = new int[count];
        double[][] between = new double[count][count];
        for (int a = 0; a < count; a++) {
            whose[a] = generators[kept[a]];
            for (int b = 0; b < count; b++) {
                between[a][b] = near[kept[a]][kept[b]];
            }
        }
        return new Panel(whose, between);
    }
}
