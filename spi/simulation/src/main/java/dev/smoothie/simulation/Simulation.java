package dev.smoothie.simulation;

import java.util.SplittableRandom;

/**
 * Draws the artificial set that a {@link Scenario} describes: truths {@code z* ~ N(0, signal/d · I)}, outputs
 * {@code λ_i = z* + e_i} with {@code e_i ~ N(0, δ_i/d · I)}, so that {@code E‖λ_i − z*‖² = δ_i} (Guha et al. 2024, eq.
 * 1, θ_i = d/(2δ_i)). Errors of one family share a part: {@code e_i = √(δ_i/d) (√ρ f + √(1−ρ) g_i)}. Every sample has a
 * stream of random numbers of its own, so any sample can be drawn at any time, and again, by any number of threads.
 *
 * @param scenario
 *            what is drawn
 */
public record Simulation(Scenario scenario) {
    /** How far inputs lie around the centre of their topic; the centres lie about 1.4 apart. */
    private static final double INPUT_SPREAD = 0.3;

    /** The use of a stream of random numbers: each kind of number has a stream of its own. */
    private enum Stream {
        CENTRE(1), TOPIC(2), INPUT(3), TRUTH(4), ERROR(5), PRESENCE(6), COPY(7);

        private final long key;

        Stream(long key) {
            this.key = key;
        }
    }

    private SplittableRandom random(Stream stream, int index) {
        return new SplittableRandom(mix(mix(scenario.seed() + stream.key) + index));
    }

    /** The finaliser of SplitMix64: neighbouring seeds would begin streams that overlap. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** The sample that sample {@code index} is a copy of; {@code index} if it is not a copy. */
    public int original(int index) {
        int sample = index;
        while (sample > 0) {
            SplittableRandom random = random(Stream.COPY, sample);
            if (random.nextDouble() >= scenario.duplicates()) {
                return sample;
            }
            sample = random.nextInt(sample);
        }
        return sample;
    }

    /** The topic of a sample. */
    public int topic(int index) {
        return random(Stream.TOPIC, original(index)).nextInt(scenario.topics());
    }

    /** The embedded input of a sample, {@code [d]}: near the centre of its topic. */
    public float[] input(int index) {
        SplittableRandom centre = random(Stream.CENTRE, topic(index));
        SplittableRandom random = random(Stream.INPUT, original(index));
        float[] input = new float[scenario.dimension()];
        double scale = 1 / Math.sqrt(input.length);
        for (int column = 0; column < input.length; column++) {
            input[column] = (float) (scale * (centre.nextGaussian() + INPUT_SPREAD * random.nextGaussian()));
        }
        return input;
    }

    /** The truth z* of a sample, {@code [d]}. */
    public double[] truth(int index) {
        return gaussian(random(Stream.TRUTH, original(index)), scenario.signal());
    }

    /** The true δ of each generator for a sample: that of its topic. */
    public double[] errors(int index) {
        double[] topic = scenario.errors()[topic(index)];
        double[] errors = new double[topic.length];
        for (int generator = 0; generator < errors.length; generator++) {
            errors[generator] = topic[scenario.origin(generator)];
        }
        return errors;
    }

    /** The embedded outputs of a sample, {@code [m][d]}; null where one is missing. */
    public float[][] outputs(int index) {
        double[] truth = truth(index);
        double[][] errors = drawnErrors(index);
        SplittableRandom presence = random(Stream.PRESENCE, original(index));
        float[][] outputs = new float[scenario.generators()][];
        for (int generator = 0; generator < outputs.length; generator++) {
            if (presence.nextDouble() >= scenario.missing()) {
                outputs[generator] = sum(truth, errors[scenario.origin(generator)]);
            }
        }
        return outputs;
    }

    /** The squared errors of the outputs of a sample, {@code ‖λ_i − z*‖²}; NaN for a missing one. */
    public double[] squaredErrors(int index) {
        double[] truth = truth(index);
        float[][] outputs = outputs(index);
        double[] squared = new double[outputs.length];
        for (int generator = 0; generator < squared.length; generator++) {
            squared[generator] = outputs[generator] == null ? Double.NaN : squared(outputs[generator], truth);
        }
        return squared;
    }

    /** All outputs in memory, {@code [n][m][d]}. */
    public float[][][] outputs() {
        float[][][] all = new float[scenario.samples()][][];
        for (int index = 0; index < all.length; index++) {
            all[index] = outputs(index);
        }
        return all;
    }

    private double[][] drawnErrors(int index) {
        double[] errors = scenario.errors()[topic(index)];
        SplittableRandom random = random(Stream.ERROR, original(index));
        double[][] shared = new double[errors.length][];
        double[][] drawn = new double[errors.length][];
        for (int generator = 0; generator < errors.length; generator++) {
            int family = scenario.families()[generator];
            int first = firstOf(family);
            if (generator == first) {
                shared[first] = gaussian(random, 1);
            }
            double[] own = gaussian(random, 1);
            double scale = Math.sqrt(errors[generator]);
            double common = Math.sqrt(scenario.correlation());
            double alone = Math.sqrt(1 - scenario.correlation());
            for (int column = 0; column < own.length; column++) {
                own[column] = scale * (common * shared[first][column] + alone * own[column]);
            }
            drawn[generator] = own;
        }
        return drawn;
    }

    private int firstOf(int family) {
        int generator = 0;
        while (scenario.families()[generator] != family) {
            generator++;
        }
        return generator;
    }

    /** A vector with an expected squared length of {@code variance}. */
    private double[] gaussian(SplittableRandom random, double variance) {
        double[] vector = new double[scenario.dimension()];
        double scale = Math.sqrt(variance / vector.length);
        for (int column = 0; column < vector.length; column++) {
            vector[column] = scale * random.nextGaussian();
        }
        return vector;
    }

    private static float[] sum(double[] a, double[] b) {
        float[] sum = new float[a.length];
        for (int column = 0; column < sum.length; column++) {
            sum[column] = (float) (a[column] + b[column]);
        }
        return sum;
    }

    private static double squared(float[] a, double[] b) {
        double sum = 0;
        for (int column = 0; column < a.length; column++) {
            sum += (a[column] - b[column]) * (a[column] - b[column]);
        }
        return sum;
    }
}
