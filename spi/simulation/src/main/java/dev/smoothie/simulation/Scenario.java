package dev.smoothie.simulation;

import java.util.Arrays;

/**
 * Describes the artificial set to draw: generators with known errors δ, and peculiarities of real sets that the
 * statistical model does not have.
 *
 * @param samples
 *            n, at least 1
 * @param dimension
 *            d, at least 1
 * @param errors
 *            δ of each generator in each topic, {@code [topics][m]}, none negative; not copied
 * @param signal
 *            E‖z*‖², how far the truths of different samples lie from their common mean; not negative
 * @param families
 *            the family of each generator, {@code [m]}; the errors of generators of one family are correlated; not
 *            copied
 * @param correlation
 *            ρ of the errors of two generators of a family, 0 to 1
 * @param clones
 *            how many of the last generators repeat the outputs of the first ones; at most half of m
 * @param missing
 *            the probability that an output is missing, below 1
 * @param duplicates
 *            the probability that a sample is a copy of an earlier one, below 1
 * @param seed
 *            equal scenarios with equal seeds draw equal numbers
 */
public record Scenario(int samples, int dimension, double[][] errors, double signal, int[] families, double correlation,
        int clones, double missing, double duplicates, long seed) {

    public Scenario {
        require(samples >= 1, "there must be at least one sample, got " + samples);
        require(dimension >= 1, "embeddings have at least one number, got " + dimension);
        require(errors.length >= 1 && errors[0].length >= 1, "there must be a topic and a generator");
        for (double[] topic : errors) {
            require(topic.length == errors[0].length, "every topic needs an error for each generator");
            for (double error : topic) {
                require(error >= 0 && Double.isFinite(error), "errors must be finite and not negative, got " + error);
            }
        }
        require(signal >= 0 && Double.isFinite(signal), "the signal must be finite and not negative, got " + signal);
        require(families.length == errors[0].length, "every generator needs a family");
        require(correlation >= 0 && correlation <= 1, "a correlation lies between 0 and 1, got " + correlation);
        require(clones >= 0 && 2 * clones <= errors[0].length,
                "clones repeat other generators: at most half can be clones, got " + clones);
        require(missing >= 0 && missing < 1, "the share of missing outputs is at least 0 and below 1, got " + missing);
        require(duplicates >= 0 && duplicates < 1,
                "the share of duplicates is at least 0 and below 1, got " + duplicates);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The plain model: one topic, independent errors, nothing missing; truths as far apart as 1. */
    public static Scenario of(int samples, int dimension, double[] errors, long seed) {
        int[] alone = new int[errors.length];
        Arrays.setAll(alone, generator -> generator);
        return new Scenario(samples, dimension, new double[][]{errors.clone()}, 1, alone, 0, 0, 0, 0, seed);
    }

    /** m, the number of generators. */
    public int generators() {
        return errors[0].length;
    }

    /** The number of topics. */
    public int topics() {
        return errors.length;
    }

    /** The same scenario with E‖z*‖² of {@code signal}. */
    public Scenario withSignal(double signal) {
        return new Scenario(samples, dimension, errors, signal, families, correlation, clones, missing, duplicates,
                seed);
    }

    /**
     * The same scenario with {@code topics} topics. The errors are those of the first topic, handed round: in the next
     * topic each generator has those of another one.
     */
    public Scenario withTopics(int topics) {
        require(topics >= 1, "there must be at least one topic, got " + topics);
        int m = generators();
        double[][] rotated = new double[topics][m];
        for (int topic = 0; topic < topics; topic++) {
            for (int generator = 0; generator < m; generator++) {
                rotated[topic][generator] = errors[0][(generator + topic) % m];
            }
        }
        return new Scenario(samples, dimension, rotated, signal, families, correlation, clones, missing, duplicates,
                seed);
    }

    /**
     * The same scenario with the first generators in families of these sizes and the others alone. Errors of one family
     * correlate by {@code rho}.
     */
    public Scenario withFamilies(double rho, int... sizes) {
        require(Arrays.stream(sizes).allMatch(size -> size >= 1), "a family has at least one member");
        require(Arrays.stream(sizes).sum() <= generators(), "the families have more members than there are generators");
        int[] family = new int[generators()];
        int next = 0;
        for (int group = 0; group < sizes.length; group++) {
            for (int member = 0; member < sizes[group]; member++) {
                family[next++] = group;
            }
        }
        for (int group = sizes.length; next < family.length; group++) {
            family[next++] = group;
        }
        return new Scenario(samples, dimension, errors, signal, family, rho, clones, missing, duplicates, seed);
    }

    /** The same scenario with the last {@code clones} generators repeating the first ones. */
    public Scenario withClones(int clones) {
        return new Scenario(samples, dimension, errors, signal, families, correlation, clones, missing, duplicates,
                seed);
    }

    /** The same scenario with each output missing with this probability. */
    public Scenario withMissing(double missing) {
        return new Scenario(samples, dimension, errors, signal, families, correlation, clones, missing, duplicates,
                seed);
    }

    /** The same scenario with each sample but the first being a copy of an earlier one with this probability. */
    public Scenario withDuplicates(double duplicates) {
        return new Scenario(samples, dimension, errors, signal, families, correlation, clones, missing, duplicates,
                seed);
    }

    /**
     * The generator whose outputs generator {@code generator} gives: itself, or for a clone the one that it repeats.
     */
    public int origin(int generator) {
        int first = generators() - clones;
        return generator < first ? generator : generator - first;
    }

    /** The true δ of each generator over all topics, which are equally likely. */
    public double[] meanErrors() {
        double[] mean = new double[generators()];
        for (double[] topic : errors) {
            for (int generator = 0; generator < mean.length; generator++) {
                mean[generator] += topic[origin(generator)] / errors.length;
            }
        }
        return mean;
    }

    /** The true correlation of the errors of two generators in every topic: 1 for a generator and its clone. */
    public double correlation(int i, int j) {
        int a = origin(i);
        int b = origin(j);
        return a == b ? 1 : families[a] == families[b] ? correlation : 0;
    }
}
