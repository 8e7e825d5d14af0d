package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.estimate.PanelJudge;
import dev.smoothie.core.estimate.PanelJudge.Opinion;
import dev.smoothie.core.estimate.PanelReader;
import dev.smoothie.core.route.Cascade;
import dev.smoothie.core.route.CascadeWalks;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.route.TradeOff;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Tries policies on samples whose outputs are known: which generators each would have asked, and whose output it would
 * have taken. No sample is judged by what was learned from itself: the generators are learned from other samples, or
 * from the other half of the same ones.
 */
public final class PolicyTrial {
    private static final int BLOCK = 64;

    private final Smoothie smoothie;
    private final Samples samples;
    private final Costs costs;
    private final Matrix paid;
    private final IntFunction<PolicyFit> fits;
    private final Errors ahead;
    private final double[] global;
    private final Matrix values;
    private final CascadeWalks walks;

    private PolicyTrial(Smoothie smoothie, Arena arena, Samples samples, Costs costs, Matrix paid,
            IntFunction<PolicyFit> fits, Errors ahead, double[] global) {
        this.smoothie = smoothie;
        this.samples = samples;
        this.costs = costs;
        this.paid = paid;
        this.fits = fits;
        this.ahead = ahead;
        this.global = global;
        values = Matrix.allocate(arena, samples.size(), costs.perInput().length);
        smoothie.workers().forBlocks(samples.size(), BLOCK, (from, to) -> {
            for (int sample = (int) from; sample < to; sample++) {
                values.write(sample, support(sample));
            }
        });
        walks = CascadeWalks.of(samples.size(), sample -> new Cascade(costs, fits.apply(sample).judge(), 0),
                this::panel,
                outputs()::exists, paid, smoothie.workers());
    }

    /**
     * Tries policies that were learned from other samples.
     *
     * @param arena
     *            shared; owns what the trial reads
     * @param method
     *            vote or consensus, without neighbours
     * @param training
     *            to learn from, with outputs in main memory; where both have inputs, the policy that chooses before
     *            anybody is asked looks at similar ones
     * @param samples
     *            to try the policies on, with outputs in main memory
     * @param costs
     *            what an answer is expected to cost, complete
     * @param paid
     *            what each answer costs, {@code [n, m]}
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it
     */
    public static PolicyTrial of(Smoothie smoothie, Arena arena, Method method, Samples training, Samples samples,
            Costs costs, Matrix paid) {
        requireFinite(smoothie, training);
        requireFinite(smoothie, samples);
        PolicyFit fit = PolicyFit.of(smoothie, arena, training, method);
        return new PolicyTrial(smoothie, arena, samples, costs, paid, _ -> fit,
                fit.ahead(smoothie, arena, training, samples), fit.estimate().error());
    }

    /**
     * Tries policies on the very samples that they are learned from, by cross-fitting: each half is judged by what the
     * other teaches.
     *
     * @param second
     *            which samples are in the second half
     */
    public static PolicyTrial crossed(Smoothie smoothie, Arena arena, Method method, Samples samples, BitSet second,
            Costs costs, Matrix paid) {
        requireFinite(smoothie, samples);
        int[][] rows = {IntStream.range(0, samples.size()).filter(sample -> !second.get(sample)).toArray(),
                IntStream.range(0, samples.size()).filter(second::get).toArray()};
        if (rows[0].length == 0 || rows[1].length == 0) {
            throw new IllegalArgumentException("halves of %d and %d samples".formatted(rows[0].length, rows[1].length));
        }
        int m = costs.perInput().length;
        var fits = new PolicyFit[2];
        Matrix ahead = Matrix.allocate(arena, samples.size(), m);
        double[] global = new double[m];
        List<Samples> halves = Arrays.stream(rows).map(half -> part(arena, samples, half)).toList();
        for (int half = 0; half < 2; half++) {
            fits[half] = PolicyFit.of(smoothie, arena, halves.get(1 - half), method);
            Errors found = fits[half].ahead(smoothie, arena, halves.get(1 - half), halves.get(half));
            double[] row = new double[m];
            for (int rank = 0; rank < rows[half].length; rank++) {
                found.read(rank, row);
                ahead.write(rows[half][rank], row);
            }
            double[] errors = fits[half].estimate().error();
            Arrays.setAll(global, generator -> global[generator] + errors[generator] / 2);
        }
        return new PolicyTrial(smoothie, arena, samples, costs, paid, sample -> fits[second.get(sample) ? 1 : 0],
                Errors.of(ahead), global);
    }

    private static void requireFinite(Smoothie smoothie, Samples samples) {
        try {
            samples.requireGenerations().requireFinite(smoothie.workers());
        } catch (NonFiniteEmbeddingException e) {
            throw samples.named(e, smoothie.generators());
        }
    }

    /** Some of the samples, in main memory. */
    public static Samples part(Arena arena, Samples samples, int[] chosen) {
        Generations all = samples.requireGenerations();
        int each = all.repeats() * all.generators();
        int[] rows = new int[Math.multiplyExact(chosen.length, each)];
        Arrays.setAll(rows, row -> chosen[row / each] * each + row % each);
        return new Samples(chosen.length, samples.inputs().map(inputs -> inputs.gather(arena, chosen)),
                Optional.of(new Generations(all.vectors().gather(arena, rows), chosen.length, all.repeats(),
                        all.generators(),
                        (sample, repeat, generator) -> all.presence().present(chosen[sample], repeat, generator),
                        (sample, repeat, generator) -> all.silent().present(chosen[sample], repeat, generator))),
                sample -> samples.names().apply(chosen[sample]));
    }

    private Generations outputs() {
        return samples.requireGenerations();
    }

    private Panel panel(int sample) {
        return new PanelReader(outputs(), fits.apply(sample).bandwidth()).read(sample);
    }

    private double[] support(int sample) {
        double[] support = new double[costs.perInput().length];
        Arrays.fill(support, Double.NaN);
        Panel panel = panel(sample);
        if (panel.size() > 0) {
            double[] values = fits.apply(sample).values(panel);
            for (int rank = 0; rank < panel.size(); rank++) {
                support[panel.generators()[rank]] = values[rank];
            }
        }
        return support;
    }

    /**
     * What each output is worth as it is judged beside all outputs of its sample, {@code [n, m]}: of answers the
     * probability that it is right, of texts how much the others agree. NaN where it says nothing, or is not there.
     */
    public Matrix values() {
        return values;
    }

    /** What an output costs. */
    public double paid(int sample, int generator) {
        return paid.get(sample, generator);
    }

    /** Whether it is known what a generator answered. */
    public boolean known(int sample, int generator) {
        return outputs().exists(sample, generator);
    }

    /** What cascades do with the samples. */
    public CascadeWalks walks() {
        return walks;
    }

    /**
     * Chooses for each sample before anybody is asked, {@code [n]}: the smallest expected error, under a limit of cost as
     * {@link TradeOff} keeps it.
     *
     * @throws dev.smoothie.core.failure.CoreException
     *             if a budget cannot be kept
     */
    public int[] best(Optional<CostLimit> limit) {
        var tradeOff = new TradeOff(ahead, global, costs, samples.size(), (_, _) -> true);
        return tradeOff.route(limit.map(tradeOff::weight).orElse(0.0));
    }

    /** The generators by what was learned, the best first; of equals the cheaper. */
    public List<Integer> ranking() {
        return IntStream.range(0, global.length).boxed().sorted((one, other) -> {
            int better = Double.compare(global[one], global[other]);
            return better != 0 ? better : Double.compare(costs.perInput()[one], costs.perInput()[other]);
        }).toList();
    }

    /**
     * Asks the same generators for every sample, and takes the output that is best among theirs, {@code [n]}. Where none
     * says anything it is that of the best of them.
     *
     * @param asked
     *            at least one, the best first
     */
    public int[] panel(List<Integer> asked) {
        int[] picks = new int[samples.size()];
        smoothie.workers().forBlocks(picks.length, BLOCK, (from, to) -> {
            for (int sample = (int) from; sample < to; sample++) {
                Panel panel = panel(sample).only(asked::contains);
                picks[sample] = panel.size() == 0
                        ? asked.getFirst()
                        : Cascade.pick(fits.apply(sample).judge(), panel);
            }
        });
        return picks;
    }
}
