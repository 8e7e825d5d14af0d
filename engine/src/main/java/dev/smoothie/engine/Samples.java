package dev.smoothie.engine;

import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.spi.SmoothieException;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The embeddings of a set of samples.
 *
 * @param size
 *            n
 * @param inputs
 *            {@code [n, d]}, where the method looks up neighbours
 * @param generations
 *            {@code [n, r, m, d']}, where the method reads outputs
 * @param names
 *            what to call a sample in a message
 */
public record Samples(int size, Optional<Embeddings> inputs, Optional<Generations> generations,
        IntFunction<String> names) {

    public Samples {
        inputs.ifPresent(vectors -> requireSize("inputs", vectors.rows(), size));
        generations.ifPresent(outputs -> requireSize("generations", outputs.samples(), size));
    }

    /** Samples with inputs and outputs, named by their index. */
    public static Samples of(Embeddings inputs, Generations generations) {
        return new Samples(generations.samples(), Optional.of(inputs), Optional.of(generations), Integer::toString);
    }

    /** Samples with outputs only: enough for every method that looks up no neighbours. */
    public static Samples of(Generations generations) {
        return new Samples(generations.samples(), Optional.empty(), Optional.of(generations), Integer::toString);
    }

    /** Samples with inputs only: enough to be routed by a training set. */
    public static Samples of(Embeddings inputs) {
        return new Samples(Math.toIntExact(inputs.rows()), Optional.of(inputs), Optional.empty(), Integer::toString);
    }

    private static void requireSize(String what, long found, int size) {
        if (found != size) {
            throw new IllegalArgumentException("%d samples with embeddings of %d %s".formatted(size, found, what));
        }
    }

    /** The inputs, all finite. */
    Embeddings requireInputs() {
        Embeddings vectors = inputs.orElseThrow(
                () -> new SmoothieException("looking up neighbours needs embeddings of the inputs, there are none"));
        long row = vectors.firstNonFiniteRow();
        if (row >= 0) {
            throw new SmoothieException(
                    "the embedding of the input of sample %s is not finite (row %d); embed it again or drop the sample"
                            .formatted(names.apply((int) row), row));
        }
        return vectors;
    }

    Generations requireGenerations() {
        return generations.orElseThrow(
                () -> new SmoothieException("estimating errors needs embeddings of outputs, there are none"));
    }

    /** Says which output it is whose embedding is not finite. */
    SmoothieException named(NonFiniteEmbeddingException e, IntFunction<String> generators) {
        Generations outputs = requireGenerations();
        int generator = (int) (e.row() % outputs.generators());
        int sample = (int) (e.row() / outputs.generators() / outputs.repeats());
        return new SmoothieException(
                "the embedding of the output of generator %s for sample %s is not finite (row %d); embed it again or drop the sample"
                        .formatted(generators.apply(generator), names.apply(sample), e.row()),
                e);
    }
}
