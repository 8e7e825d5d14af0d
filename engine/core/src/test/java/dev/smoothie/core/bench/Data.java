package dev.smoothie.core.bench;

import dev.smoothie.core.Samples;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/** Makes embeddings to measure on: the same for the same seed, whatever the number of threads. */
public final class Data {
    /** As many as fill 2.5 GB, more than any cache, and a multiple of m·d for all shapes that we measure. */
    static final long FLOATS = 614_400_000;

    private static final int BLOCK = 1024;

    private Data() {}

    /** Evenly distributed in {@code [-1, 1)}: cheap to make, for passes whose time does not depend on the values. */
    public static Embeddings uniform(Arena arena, long rows, int d, Workers workers) {
        Embeddings x = Embeddings.allocate(arena, rows, d);
        workers.forBlocks(rows, BLOCK, (from, to) -> {
            var random = new SplittableRandom(from);
            for (long at = x.offset(from); at < x.offset(to); at += 2 * Float.BYTES) {
                long bits = random.nextLong();
                x.segment().set(JAVA_FLOAT, at, (int) bits * 0x1p-31f);
                if (at + Float.BYTES < x.offset(to)) {
                    x.segment().set(JAVA_FLOAT, at + Float.BYTES, (int) (bits >> 32) * 0x1p-31f);
                }
            }
        });
        return x;
    }

    /**
     * Unit vectors around a hundred topics, as sentence embeddings are: the nearest are nearer than chance, none are
     * equal.
     */
    public static Embeddings topics(Arena arena, long rows, int d, Workers workers) {
        float[][] topics = new float[100][d];
        var seed = new SplittableRandom(1);
        for (float[] topic : topics) {
            gaussian(seed, topic);
        }
        return unit(arena, rows, d, workers, (random, row) -> {
            float[] topic = topics[random.nextInt(topics.length)];
            for (int column = 0; column < d; column++) {
                row[column] += topic[column];
            }
        });
    }

    /**
     * As {@link #topics}, but around each topic most of the differences are in 16 directions of its own, as in texts.
     */
    public static Embeddings flatTopics(Arena arena, long rows, int d, Workers workers) {
        float[][][] topics = new float[100][17][d];
        var seed = new SplittableRandom(1);
        for (float[][] topic : topics) {
            for (float[] direction : topic) {
                gaussian(seed, direction);
            }
        }
        return unit(arena, rows, d, workers, (random, row) -> {
            float[][] topic = topics[random.nextInt(topics.length)];
            float[] along = new float[17];
            gaussian(random, along);
            along[0] = 4;
            for (int column = 0; column < d; column++) {
                row[column] *= 0.1f;
                for (int direction = 0; direction < along.length; direction++) {
                    row[column] += along[direction] / 4 * topic[direction][column];
                }
            }
        });
    }

    /** Rows of Gaussian noise, which {@code form} changes; then their length becomes 1. */
    private static Embeddings unit(Arena arena, long rows, int d, Workers workers,
            BiConsumer<SplittableRandom, float[]> form) {
        Embeddings x = Embeddings.allocate(arena, rows, d);
        workers.forBlocks(rows, BLOCK, (from, to) -> {
            var random = new SplittableRandom(from);
            float[] row = new float[d];
            for (long i = from; i < to; i++) {
                gaussian(random, row);
                form.accept(random, row);
                double norm = 0;
                for (float value : row) {
                    norm += (double) value * value;
                }
                for (int column = 0; column < d; column++) {
                    row[column] /= (float) Math.sqrt(norm);
                }
                x.set(i, row);
            }
        });
        return x;
    }

    /**
     * Samples of a hundred topics, and for each generator outputs that are farther from the topic the higher its index.
     */
    public static Samples samples(Arena arena, int n, int m, int d, Workers workers) {
        Embeddings inputs = topics(arena, n, d, workers);
        Embeddings outputs = Embeddings.allocate(arena, (long) n * m, d);
        var random = new SplittableRandom(2);
        float[] noise = new float[d];
        for (int sample = 0; sample < n; sample++) {
            for (int generator = 0; generator < m; generator++) {
                gaussian(random, noise);
                for (int column = 0; column < d; column++) {
                    noise[column] = inputs.get(sample, column) + 0.01f * (5 + generator) * noise[column];
                }
                outputs.set((long) sample * m + generator, noise);
            }
        }
        return Samples.of(inputs, Generations.complete(outputs, m));
    }

    private static void gaussian(SplittableRandom random, float[] row) {
        for (int column = 0; column < row.length; column++) {
            row[column] = (float) random.nextGaussian();
        }
    }
}
