package dev.smoothie.engine;

import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.engine.estimate.Consensus;
import dev.smoothie.engine.estimate.Errors;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.estimate.LocalEstimate;
import dev.smoothie.engine.estimate.Posterior;
import dev.smoothie.engine.estimate.RowEstimates;
import dev.smoothie.engine.estimate.ShrunkEstimate;
import dev.smoothie.engine.neighbors.Neighbors;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the methods share: the row estimates of the samples learned from, their mean, and the neighbours of the samples judged.
 * Row estimates are made at once, neighbours at the first need of them; asking for several methods searches once if the one
 * with the most neighbours is asked for first. Everything is in the arena. One thread.
 */
final class Estimates {
    private final Smoothie smoothie;
    private final Arena arena;
    /** Samples to learn from; empty where those that are judged teach themselves. */
    private final Optional<Samples> training;
    private final Samples samples;
    private final Matrix y;
    private final GlobalEstimate global;
    private Optional<Neighbors> neighbors;

    private Estimates(Smoothie smoothie, Arena arena, Optional<Samples> training, Samples samples,
            Optional<Neighbors> neighbors) {
        this.smoothie = smoothie;
        this.arena = arena;
        this.training = training;
        this.samples = samples;
        this.y = rowEstimates();
        this.global = GlobalEstimate.of(y);
        this.neighbors = neighbors;
    }

    /** Test-time: the samples are judged by their own outputs and those of their neighbours among them. */
    static Estimates testTime(Smoothie smoothie, Arena arena, Samples samples) {
        return new Estimates(smoothie, arena, Optional.empty(), samples, Optional.empty());
    }

    /** Train-time: the samples are judged by the outputs of {@code training}. */
    static Estimates trainTime(Smoothie smoothie, Arena arena, Samples training, Samples samples) {
        return new Estimates(smoothie, arena, Optional.of(training), samples, Optional.empty());
    }

    /** Test-time, the same inputs with other outputs: shares the neighbours, once {@link #neighbors} has found them. */
    Estimates withOutputsOf(Samples others, Arena owner) {
        return new Estimates(smoothie, owner, training, others, neighbors);
    }

    Matrix y() {
        return y;
    }

    GlobalEstimate global() {
        return global;
    }

    /** The errors that {@code method} routes by. */
    Errors errors(Method method) {
        return switch (method) {
            case Method.Global _ -> Errors.same(global.error());
            case Method.Local(int k) -> Errors.of(local(k));
            case Method.Posterior(OptionalInt k) ->
                posterior(k.isPresent() ? Errors.of(local(k.getAsInt())) : Errors.same(global.error()));
            case Method.Consensus(OptionalInt k) ->
                consensus(k.isPresent() ? shrunk(k.getAsInt()) : Errors.same(global.error()));
        };
    }

    private Matrix rowEstimates() {
        Samples learned = training.orElse(samples);
        int generators = learned.requireGenerations().generators();
        if (generators < 3) {
            throw new SmoothieException("Smoothie needs at least 3 generators, got " + generators);
        }
        try {
            return RowEstimates.of(arena, learned.requireGenerations(), smoothie.backend(), smoothie.workers());
        } catch (NonFiniteEmbeddingException e) {
            throw learned.named(e, smoothie.generators());
        }
    }

    private Matrix local(int k) {
        if (k == 1 && training.isEmpty()) {
            return y;
        }
        Neighbors found = neighbors(k);
        return LocalEstimate.of(arena, y, found, Math.min(k, found.k()), smoothie.backend(), smoothie.workers());
    }

    private Errors shrunk(int k) {
        return ShrunkEstimate.of(local(k), global, (int) Math.min(k, y.rows()));
    }

    /** At least the k nearest of each sample, or all there are. */
    Neighbors neighbors(int k) {
        if (neighbors.isEmpty() || neighbors.get().k() < Math.min(k, y.rows())) {
            neighbors = Optional.of(search(k));
        }
        return neighbors.get();
    }

    private Neighbors search(int k) {
        Embeddings queries = samples.requireInputs();
        if (training.isEmpty()) {
            return smoothie.search().among(arena, queries, k, smoothie.backend(), smoothie.workers());
        }
        Embeddings base = training.get().requireInputs();
        if (queries.dimension() != base.dimension()) {
            throw new SmoothieException(
                    "the embeddings of the inputs have %d numbers each, those of the training inputs %d; embed both with the same model"
                            .formatted(queries.dimension(), base.dimension()));
        }
        return smoothie.search().of(arena, queries, base, k, smoothie.backend(), smoothie.workers());
    }

    private Errors posterior(Errors prior) {
        try {
            return Errors.of(Posterior.of(arena, samples.requireGenerations(), prior, smoothie.backend(),
                    smoothie.workers()));
        } catch (NonFiniteEmbeddingException e) {
            throw samples.named(e, smoothie.generators());
        }
    }

    private Errors consensus(Errors prior) {
        try {
            return Errors.of(Consensus.of(arena, samples.requireGenerations(), prior, Consensus.bandwidth(y),
                    smoothie.workers()));
        } catch (NonFiniteEmbeddingException e) {
            throw samples.named(e, smoothie.generators());
        }
    }
}
