package dev.smoothie.pipeline.bench;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.Random;

/**
 * The ways in which simulated outputs can differ from the truth. All errors are independent between generators, except
 * those of {@link #SHARED}.
 */
enum SimulatedErrors {
    /** Gaussian, as in the statistical model. The score is minus the squared error. */
    GAUSSIAN,
    /**
     * Gaussian with a different scale for every output, so that the tails are those of Student's t with 3 degrees of
     * freedom.
     */
    HEAVY,
    /** Right but for a little noise, or anything. The score says whether it is right. */
    WILD,
    /**
     * Right but for a little noise, or one of four wrong answers of the sample, some of which are chosen more often.
     */
    SHARED;

    private static final int D = 32;
    private static final double[] TEMPTATION = {0.4, 0.7, 0.9, 1};

    /** A set of {@code n} samples; the generators are good at different topics. */
    LabelledSet draw(Arena arena, Random random, int n, int m, int topics) {
        double[][] quality = new double[topics][m];
        double[][] centres = new double[topics][16];
        for (int topic = 0; topic < topics; topic++) {
            for (int generator = 0; generator < m; generator++) {
                quality[topic][generator] = this == GAUSSIAN || this == HEAVY
                        ? Math.exp(0.5 * random.nextGaussian())
                        : 0.1 + 0.6 * random.nextDouble();
            }
            centres[topic] = gaussian(random, 16, 3);
        }
        float[][] inputs = new float[n][16];
        float[][] outputs = new float[n * m][D];
        Matrix scores = Matrix.allocate(arena, n, m);
        for (int sample = 0; sample < n; sample++) {
            int topic = random.nextInt(topics);
            for (int column = 0; column < 16; column++) {
                inputs[sample][column] = (float) (centres[topic][column] + random.nextGaussian());
            }
            double[] truth = gaussian(random, D, 1);
            double[][] wrong = {gaussian(random, D, 1.2), gaussian(random, D, 1.2), gaussian(random, D, 1.2),
                    gaussian(random, D, 1.2)};
            for (int generator = 0; generator < m; generator++) {
                double[] error = error(random, quality[topic][generator], wrong);
                double square = 0;
                for (int column = 0; column < D; column++) {
                    outputs[sample * m + generator][column] = (float) (truth[column] + error[column]);
                    square += error[column] * error[column];
                }
                scores.set(sample, generator, score(square));
            }
        }
        return new LabelledSet("%s/%d".formatted(name().toLowerCase(Locale.ROOT), topics),
                Embeddings.copyOf(arena, inputs), Embeddings.copyOf(arena, outputs), scores);
    }

    /** Draws an error. {@code quality} is δ of a Gaussian error, or how often the generator is wrong. */
    private double[] error(Random random, double quality, double[][] wrong) {
        double[] noise = gaussian(random, D, this == GAUSSIAN || this == HEAVY ? Math.sqrt(quality / D) : 0.05);
        switch (this) {
            case GAUSSIAN -> {}
            case HEAVY -> {
                double square = 0;
                for (double x : gaussian(random, 3, 1)) {
                    square += x * x / 3;
                }
                scale(noise, 1 / Math.sqrt(square));
            }
            case WILD -> {
                if (random.nextDouble() < quality) {
                    add(noise, gaussian(random, D, 1.5));
                }
            }
            case SHARED -> {
                if (random.nextDouble() < quality) {
                    double pick = random.nextDouble();
                    int which = 0;
                    while (pick > TEMPTATION[which]) {
                        which++;
                    }
                    add(noise, wrong[which]);
                }
            }
        }
        return noise;
    }

    private double score(double square) {
        return switch (this) {
            case GAUSSIAN -> -square;
            case HEAVY -> -Math.sqrt(square);
            case WILD, SHARED -> square < 5 ? 1 : 0; // noise alone has 0.08, a wrong answer 46 at the least in the mean
        };
    }

    private static double[] gaussian(Random random, int d, double deviation) {
        double[] vector = new double[d];
        for (int column = 0; column < d; column++) {
            vector[column] = deviation * random.nextGaussian();
        }
        return vector;
    }

    private static void scale(double[] vector, double factor) {
        for (int column = 0; column < vector.length; column++) {
            vector[column] *= factor;
        }
    }

    private static void add(double[] vector, double[] other) {
        for (int column = 0; column < vector.length; column++) {
            vector[column] += other[column];
        }
    }
}
