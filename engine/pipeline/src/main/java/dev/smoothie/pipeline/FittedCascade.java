package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.core.PolicyFit;
import dev.smoothie.core.PolicyTrial;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.estimate.PanelReader;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.Cascade;
import dev.smoothie.core.route.CascadeCurve;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Asks the cheapest generators first, until their outputs agree enough. How much is enough was learnt from the fitted
 * samples, each half judged by what the other teaches, as {@link Replay} does. Any number of threads may ask, as long as
 * the router is open.
 */
public final class FittedCascade {
    /** Samples that the threshold is learnt from: enough for a mean to a per cent. */
    private static final long SAMPLES = 20_000;

    private final Cascade cascade;
    private final double bandwidth;
    private final OutputJudge outputs;
    private final CascadeCurve.Point point;

    private FittedCascade(Cascade cascade, double bandwidth, OutputJudge outputs, CascadeCurve.Point point) {
        this.cascade = cascade;
        this.bandwidth = bandwidth;
        this.outputs = outputs;
        this.point = point;
    }

    static FittedCascade of(FittedState state, Smoothie smoothie, Arena arena, Costs costs, OutputJudge outputs,
            double share) {
        Samples all = state.samples();
        int[] whole = whole(state);
        Method method = method(state);
        CascadeCurve.Point point = point(state, smoothie, costs, whole, share);
        PolicyFit fit = PolicyFit.of(smoothie, arena, PolicyTrial.part(arena, all, whole), method);
        return new FittedCascade(new Cascade(costs, fit.judge(), point.threshold()), fit.bandwidth(), outputs, point);
    }

    /** Vote where answers were fitted, consensus where whole texts were. */
    private static Method method(FittedState state) {
        return state.manifest().votes().isPresent()
                ? new Method.Vote(OptionalInt.empty(), state.manifest().compare() == Comparison.EQUALITY)
                : new Method.Consensus(OptionalInt.empty());
    }

    private static CascadeCurve.Point point(FittedState state, Smoothie smoothie, Costs costs, int[] whole,
            double share) {
        try (Arena scratch = Arena.ofShared()) {
            Samples samples = PolicyTrial.part(scratch, state.samples(), whole);
            PolicyTrial trial = PolicyTrial.crossed(smoothie, scratch, method(state), samples, half(samples), costs,
                    expected(scratch, whole.length, costs));
            CascadeCurve curve = CascadeCurve.of(trial.walks(), trial.values());
            double best = Arrays.stream(PolicyRows.means(trial.values())).max().orElseThrow();
            return curve.cheapest(share * best).orElse(curve.points().getLast());
        }
    }

    /**
     * What a cascade over the generators of a state is expected to cost and to be worth, where it is to be as good as the
     * best single generator; empty where costs are not known, or the samples that have an output of every
     * generator are too few, or do not tell.
     */
    static Optional<CascadeCurve.Point> point(FittedState state, Smoothie smoothie) {
        Costs costs = state.manifest().costs();
        int[] whole = wholeSamples(state);
        if (!costs.complete() || whole.length < Halves.FEWEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(point(state, smoothie, costs, whole, 1));
        } catch (SmoothieException | CoreException _) {
            return Optional.empty(); // all have the same input, or one half teaches nothing
        }
    }

    /**
     * The samples that have an output of every generator, or an even choice of them.
     *
     * @throws SmoothieException
     *             if they are too few
     */
    static int[] whole(FittedState state) {
        int[] whole = wholeSamples(state);
        if (whole.length < Halves.FEWEST) {
            throw new SmoothieException(
                    "%s: %d of the fitted samples have an output of every generator, and policies are learned from %d or more; fit samples of which all generators were asked"
                            .formatted(state.folder(), whole.length, Halves.FEWEST));
        }
        return whole;
    }

    private static int[] wholeSamples(FittedState state) {
        Generations given = state.samples().requireGenerations();
        return Arrays.stream(EvenSample.of(given.samples(), SAMPLES)).mapToInt(Math::toIntExact)
                .filter(sample -> IntStream.range(0, given.generators())
                        .allMatch(generator -> given.exists(sample, generator)))
                .toArray();
    }

    /** What each answer is expected to cost, {@code [n, m]}. */
    static Matrix expected(Arena arena, int samples, Costs costs) {
        Matrix paid = Matrix.allocate(arena, samples, costs.perInput().length);
        for (int sample = 0; sample < samples; sample++) {
            paid.write(sample, costs.perInput());
        }
        return paid;
    }

    /** Which samples are in the second half; told by their inputs, where there are any. */
    static BitSet half(Samples samples) {
        int[] hashes = new int[samples.size()];
        Arrays.setAll(hashes, sample -> samples.inputs().map(inputs -> hash(inputs, sample)).orElse(sample));
        return Halves.second(hashes);
    }

    private static int hash(Embeddings inputs, int row) {
        float[] vector = new float[inputs.dimension()];
        inputs.read(row, vector);
        return Arrays.hashCode(vector);
    }

    /** What the cascade is expected to cost and to be worth, by the fitted samples. */
    public CascadeCurve.Point point() {
        return point;
    }

    /** The generators in the order in which they are asked. */
    public List<Integer> order() {
        return cascade.order();
    }

    /**
     * What to do next for one input.
     *
     * @param given
     *            the outputs that are there, one for each generator in the order of the state
     * @param asked
     *            who has been asked and has answered or failed
     */
    public Cascade.Step next(String input, List<Optional<String>> given, IntPredicate asked) {
        return outputs.read(Optional.of(input), given,
                (_, read) -> cascade.next(new PanelReader(read, bandwidth).read(0), asked));
    }
}
