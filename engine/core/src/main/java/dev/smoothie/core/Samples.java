package dev.smoothie.core;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.reviews.Reviews;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
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
 * @param reviews
 *            scores that judges gave the outputs, where the method reads them
 */
public record Samples(int size, Optional<Embeddings> inputs, Optional<Generations> generations,
        IntFunction<String> names, Optional<Reviews> reviews) {

    public Samples {
        reviews.ifPresent(scores -> requireSize("reviews", scores.samples(), size));
        inputs.ifPresent(vectors -> requireSize("inputs", vectors.rows(), size));
        generations.ifPresent(outputs -> requireSize("generations", outputs.samples(), size));
    }

    /** Samples without reviews. */
    public Samples(int size, Optional<Embeddings> inputs, Optional<Generations> generations,
            IntFunction<String> names) {
        this(size, inputs, generations, names, Optional.empty());
    }

    /** The same samples with reviews of their outputs. */
    public Samples withReviews(Reviews scores) {
        return new Samples(size, inputs, generations, names, Optional.of(scores));
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

    /** The inputs. Whether they are finite a search among them sees, which reads them anyway. */
    public Embeddings requireInputs() {
        return inputs.orElseThrow(
                () -> new CoreException(
                        "neighbours are found by comparing the embeddings of inputs, and there are none; give them, or use a method that needs no inputs, such as global"));
    }

    /** The inputs, all finite: for those who search nothing, and to say which is not after a search has met one. */
    public Embeddings requireFiniteInputs(Workers workers) {
        Embeddings vectors = requireInputs();
        long row = vectors.firstNonFiniteRow(workers);
        if (row >= 0) {
            throw new CoreException(
                    "the embedding of the input of sample %s is not finite (row %d); embed it again or drop the sample"
                            .formatted(names.apply((int) row), row));
        }
        return vectors;
    }

    public Generations requireGenerations() {
        return generations.orElseThrow(
                () -> new CoreException(
                        "errors are estimated from the embeddings of outputs, and there are none; give them, or learn from other samples"));
    }

    /** The reviews. */
    public Reviews requireReviews() {
        return reviews.orElseThrow(
                () -> new CoreException(
                        "the method reviews reads scores that judges gave the outputs, and there are none; give them, or use another method"));
    }

    /** Says which output it is whose embedding is not finite. */
    CoreException named(NonFiniteEmbeddingException e, IntFunction<String> generators) {
        Generations outputs = requireGenerations();
        int generator = (int) (e.row() % outputs.generators());
        int sample = (int) (e.row() / outputs.generators() / outputs.repeats());
        return new CoreException(
                "the embedding of the output of generator %s for sample %s is not finite (row %d); embed it again or drop the sample"
                        .formatted(generators.apply(generator), names.apply(sample), e.row()),
                e);
    }
}
