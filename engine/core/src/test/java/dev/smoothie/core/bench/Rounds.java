package dev.smoothie.core.bench;

import java.util.Arrays;

/** Measures the times of several tasks in turn, so that other work of the machine slows all of them alike. */
final class Rounds {

    private Rounds() {}

    /**
     * The median seconds of each task over several rounds. The first round warms up and does not count.
     *
     * @return {@code [tasks]}
     */
    static double[] medians(int rounds, Runnable... tasks) {
        double[][] seconds = new double[tasks.length][rounds];
        for (int round = -1; round < rounds; round++) {
            for (int task = 0; task < tasks.length; task++) {
                long start = System.nanoTime();
                tasks[task].run();
                if (round >= 0) {
                    seconds[task][round] = (System.nanoTime() - start) * 1e-9;
                }
            }
        }
        return Arrays.stream(seconds).mapToDouble(Rounds::median).toArray();
    }

    private static double median(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
