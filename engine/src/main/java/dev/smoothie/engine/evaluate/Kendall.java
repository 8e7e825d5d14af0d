package dev.smoothie.engine.evaluate;

/** Kendall's rank correlation. */
final class Kendall {

    private Kendall() {}

    /** τ-a of two lists of numbers: concordant less discordant pairs, over all pairs; ties are neither. */
    static double tau(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.signum(a[i] - a[j]) * Math.signum(b[i] - b[j]);
            }
        }
        return 2 * sum / a.length / (a.length - 1);
    }
}
