package dev.smoothie.engine;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.Backends;
import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.engine.estimate.Errors;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.estimate.LocalEstimate;
import dev.smoothie.engine.estimate.Posterior;
import dev.smoothie.engine.estimate.RowEstimates;
import dev.smoothie.engine.neighbors.ExactSearch;
import dev.smoothie.engine.neighbors.Neighbors;
import dev.smoothie.engine.parallel.Workers;
import dev.smoothie.engine.route.Router;
import dev.smoothie.engine.route.Router.Eligible;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.function.IntFunction;

/**
 * Routes samples to generators without labels: the whole program, on embeddings.
 *
 * <pre>
 * outputs [n, m, d] → row estimates y [n, m] ─┐
 * inputs  [n, d]    → neighbours [n, k]      ─┴→ errors [n, m] → routes [n]
 * </pre>
 *
 * Stateless; any number of threads may use one. Results live in the arena that is passed in, which must be shared
 * ({@link Arena#ofShared}), because all threads of the run write to it.
 *
 * @param backend
 *            what computes
 * @param workers
 *            how many threads
 * @param generators
 *            what to call a generator in a message
 */
public record Smoothie(Backend backend, Workers workers, IntFunction<String> generators) {

    /** The best backend that works here, on all processors. */
    public static Smoothie create() {
        return new Smoothie(Backends.choose("auto").backend(), Workers.all(), Integer::toString);
    }

    /** Test-time routing: the samples are judged by their own outputs and those of their neighbours among them. */
    public Routing route(Arena arena, Samples samples, Method method) {
        Generations outputs = samples.requireGenerations();
        Matrix y = rowEstimates(arena, samples);
        GlobalEstimate global = GlobalEstimate.of(y);
        Errors errors = switch (method) {
            case Method.Global _ -> Errors.same(global.error());
            case Method.Local(int k) -> local(arena, y, samples, k);
            case Method.Posterior(var k) -> posterior(arena, samples,
                    k.isPresent() ? local(arena, y, samples, k.getAsInt()) : Errors.same(global.error()));
        };
        return routing(global, errors, samples, (sample, generator) -> has(outputs, sample, generator));
    }

    /**
     * Train-time routing: the samples are judged by the outputs of their neighbours in a training set, before anything is
     * generated for them. Only the posterior method reads outputs of the samples themselves.
     *
     * @param eligible
     *            which generators a sample may be routed to
     */
    public Routing route(Arena arena, Samples training, Samples samples, Method method, Eligible eligible) {
        Matrix y = rowEstimates(arena, training);
        GlobalEstimate global = GlobalEstimate.of(y);
        Errors errors = switch (method) {
            case Method.Global _ -> Errors.same(global.error());
            case Method.Local(int k) -> local(arena, y, training, samples, k);
            case Method.Posterior(var k) -> posterior(arena, samples,
                    k.isPresent() ? local(arena, y, training, samples, k.getAsInt()) : Errors.same(global.error()));
        };
        return routing(global, errors, samples, eligible);
    }

    /** The estimate over a whole set, without routing anything. */
    public GlobalEstimate score(Arena arena, Samples samples) {
        return GlobalEstimate.of(rowEstimates(arena, samples));
    }

    private Matrix rowEstimates(Arena arena, Samples samples) {
        Generations outputs = samples.requireGenerations();
        if (outputs.generators() < 3) {
            throw new SmoothieException("Smoothie needs at least 3 generators, got " + outputs.generators());
        }
        try {
            return RowEstimates.of(arena, outputs, backend, workers);
        } catch (NonFiniteEmbeddingException e) {
            throw samples.named(e, generators);
        }
    }

    private Errors local(Arena arena, Matrix y, Samples samples, int k) {
        if (k == 1) {
            return Errors.of(y);
        }
        Neighbors neighbors = ExactSearch.among(arena, samples.requireInputs(), k, backend, workers);
        return Errors.of(LocalEstimate.of(arena, y, neighbors, backend, workers));
    }

    private Errors local(Arena arena, Matrix y, Samples training, Samples samples, int k) {
        Embeddings queries = samples.requireInputs();
        Embeddings base = training.requireInputs();
        if (queries.dimension() != base.dimension()) {
            throw new SmoothieException(
                    "the embeddings of the inputs have %d numbers each, those of the training inputs %d; embed both with the same model"
                            .formatted(queries.dimension(), base.dimension()));
        }
        Neighbors neighbors = ExactSearch.of(arena, queries, base, k, backend, workers);
        return Errors.of(LocalEstimate.of(arena, y, neighbors, backend, workers));
    }

    private Errors posterior(Arena arena, Samples samples, Errors prior) {
        try {
            return Errors.of(Posterior.of(arena, samples.requireGenerations(), prior, backend, workers));
        } catch (NonFiniteEmbeddingException e) {
            throw samples.named(e, generators);
        }
    }

    private static Routing routing(GlobalEstimate global, Errors errors, Samples samples, Eligible eligible) {
        int[] routes = new Router(errors, global.error()).route(samples.size(), eligible);
        return new Routing(global, errors, routes);
    }

    private static boolean has(Generations outputs, int sample, int generator) {
        for (int repeat = 0; repeat < outputs.repeats(); repeat++) {
            if (outputs.presence().present(sample, repeat, generator)) {
                return true;
            }
        }
        return false;
    }
}
