package dev.smoothie.core.testing;

import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Layer;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.WeightTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws the weights of an encoder, so that tests need no model. Normal numbers: those of queries and keys with a
 * standard deviation of {@code sharpness}, others of 0.05; gammas around 1, betas around 0, of 0.1.
 *
 * @param arena
 *            owns the weights
 * @param random
 *            where they come from
 * @param sharpness
 *            0.08 gives attention as soft as in trained models; with twice that it is sharp
 */
public record RandomWeights(Arena arena, Random random, double sharpness) {
    private static final double SMALL = 0.05;
    private static final double AFFINE = 0.1;

    /** An encoder of a shape. */
    public static EncoderModel model(Arena arena, EncoderShape shape, int heads, int firstPosition, long seed,
            double sharpness) {
        return new EncoderModel(new RandomWeights(arena, new Random(seed), sharpness).weights(shape), heads, 1e-12f,
                firstPosition);
    }

    /** The same with the weights of one layer in all layers, where they do not matter: they take a layer's memory. */
    public static EncoderModel equalLayers(Arena arena, EncoderShape shape, int heads, int firstPosition, long seed,
            double sharpness) {
        EncoderModel one = model(arena, new EncoderShape(shape.hidden(), 1, shape.intermediate(), shape.vocabulary(),
                shape.positions()), heads, firstPosition, seed, sharpness);
        EncoderWeights weights = one.weights();
        var all = new EncoderWeights(weights.source(), weights.word(), weights.position(), weights.tokenType(),
                weights.norm(), Collections.nCopies(shape.layers(), weights.layers().getFirst()));
        return new EncoderModel(all, one.heads(), one.epsilon(), one.firstPosition());
    }

    private EncoderWeights weights(EncoderShape shape) {
        int h = shape.hidden();
        return new EncoderWeights("random weights", tensor(SMALL, 0, shape.vocabulary(), h),
                tensor(SMALL, 0, shape.positions(), h), Optional.of(tensor(SMALL, 0, 2, h)), norm(h),
                IntStream.range(0, shape.layers()).mapToObj(_ -> layer(h, shape.intermediate())).toList());
    }

    private Layer layer(int h, int f) {
        return new Layer(dense(sharpness, h, h), dense(sharpness, h, h), dense(SMALL, h, h), dense(SMALL, h, h),
                norm(h), dense(SMALL, f, h), dense(SMALL, h, f), norm(h));
    }

    private Dense dense(double deviation, int out, int in) {
        return new Dense(tensor(deviation, 0, out, in), tensor(SMALL, 0, out));
    }

    private Norm norm(int size) {
        return new Norm(tensor(AFFINE, 1, size), tensor(AFFINE, 0, size));
    }

    private WeightTensor tensor(double deviation, double mean, Integer... shape) {
        int count = List.of(shape).stream().reduce(1, (a, b) -> a * b);
        MemorySegment numbers = arena.allocate(ValueLayout.JAVA_FLOAT, count);
        for (int i = 0; i < count; i++) {
            numbers.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (mean + deviation * random.nextGaussian()));
        }
        return new WeightTensor("random", List.of(shape), WeightTensor.Type.FLOAT32, numbers, Optional.empty(), false);
    }
}
