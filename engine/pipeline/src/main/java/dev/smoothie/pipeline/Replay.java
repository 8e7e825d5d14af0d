package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.core.PolicyTrial;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.route.CascadeCurve;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.pipeline.costs.CostReader;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.fitted.FittedManifest.Texts;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.PolicyReplay;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.truth.Metric;
import dev.smoothie.pipeline.truth.TruthReader;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Says what policies would have cost for samples whose outputs are known, and how good their answers would have been,
 * without labels and by scores where there are some. This is the use case of {@code smoothie replay}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param log
 *            samples with outputs of all generators; those that have outputs of some only count apart
 * @param training
 *            samples to learn the generators from; if empty, they are learned from the log, each half from the other
 * @param fitted
 *            the folder of a fitted state to learn from instead; not with {@code training}
 * @param choice
 *            the policies
 * @param pricing
 *            what answers cost, and the limit of costs
 * @param metric
 *            how scores are computed from references; empty to read the scores from the samples
 */
public record Replay(Resources resources, Sources log, Optional<Sources> training, Optional<Path> fitted,
        PolicyChoice choice, Pricing pricing, Optional<Metric> metric) {
    public Replay {
        if (training.isPresent() && fitted.isPresent()) {
            throw new IllegalArgumentException("learned from samples, or from a state");
        }
    }

    /** A use case that tries all policies and keeps no limit of cost. */
    public static Replay of(Resources resources, Sources log) {
        return new Replay(resources, log, Optional.empty(), Optional.empty(), PolicyChoice.ALL, Pricing.NONE,
                Optional.empty());
    }

    /**
     * Tries the policies.
     *
     * @throws SmoothieException
     *             if the samples or the plugins do not allow it
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it, a cost is not known, or a budget cannot be kept
     */
    public PolicyReplay run(Listener listener) {
        try (var session = new Session(resources, listener)) {
            return run(session);
        }
    }

    /**
     * A file, with what its outputs are and cost.
     *
     * @param whole
     *            the samples that have an output of every generator, ascending
     * @param half
     *            which of these are in the second of two halves
     */
    private record Known(Samples samples, Matrix paid, int[] whole, BitSet half) {}

    private PolicyReplay run(Session session) {
        session.listener().note("backend: " + resources.backend().get().why());
        Dataset logged = session.scan(log.files());
        Optional<Dataset> taught = training.map(others -> session.scan(others.files()));
        Optional<FittedState> state = fitted.map(session::state);
        Dataset learned = taught.orElse(logged);
        if (state.isEmpty()) {
            learned.requireGenerators();
        }
        List<String> generators = state.map(FittedState::generators).orElseGet(learned::generators);
        GeneratorNames.require(generators, logged.generators(), log.files());
        choice.check(generators.size());
        Costs costs = state.map(known -> new Teachers.OfState(known).costs(pricing, logged, resources.workers()))
                .orElseGet(() -> pricing.costs(
                        taught.map(others -> List.of(logged, others)).orElse(List.of(logged)), generators,
                        resources.workers()));
        costs.require(generators, "replay");
        Optional<Truth> truth = metric.isPresent()
                ? Optional.of(TruthReader.read(session.arena(), logged, generators, metric, resources.workers()))
                : TruthReader.readIfKnown(session.arena(), logged, generators, metric, resources.workers());
        boolean inputs = hasInputs(logged, log)
                && (taught.isEmpty() || hasInputs(learned, training.orElseThrow()))
                && state.map(known -> known.samples().inputs().isPresent()).orElse(true);
        state.ifPresent(known -> requireEmbedder(session, known, inputs));
        Known replayed = known(session, logged, log, generators, costs, inputs);
        Optional<Known> teachers = taught
                .map(others -> known(session, others, training.orElseThrow(), generators, costs, inputs))
                .or(() -> state.map(known -> known(session, known, costs, inputs)));
        Smoothie smoothie = session.smoothie(generators, new NeighborLookup.Exact());
        Method method = method();
        PolicyTrial learning = crossed(session, smoothie, teachers.orElse(replayed), method, costs);
        int single = best(learning, costs);
        Samples whole = PolicyTrial.part(session.arena(), replayed.samples, replayed.whole);
        Matrix paid = rows(session, replayed.paid, replayed.whole);
        PolicyTrial trial = teachers
                .map(others -> PolicyTrial.of(smoothie, session.arena(), method, others.samples, whole, costs, paid))
                .orElse(learning);
        Optional<PolicyTrial> partial = partial(session, smoothie, method, replayed,
                teachers.map(Known::samples).orElse(whole), costs);
        var rows = new PolicyRows(generators, choice, pricing.limit(), costs,
                CascadeCurve.of(learning.walks(), learning.values()), single,
                PolicyRows.means(learning.values())[single], trial, partial,
                truth.map(known -> rows(session, known.scores(), replayed.whole)));
        return rows.replay(logged.size(), method instanceof Method.Vote,
                state.map(known -> known.samples().size()).or(() -> taught.map(Dataset::size)),
                notes(inputs));
    }

    private static boolean hasInputs(Dataset dataset, Sources sources) {
        return sources.inputEmbeddings().isPresent() || dataset.withoutInput() == 0;
    }

    private static List<String> notes(boolean inputs) {
        return inputs
                ? List.of()
                : List.of(
                        "best knows one error for all samples, because some have no \"input\" that could be compared");
    }

    /** Vote where answers are compared, consensus where whole texts are. */
    private Method method() {
        return MethodPlan.answers(resources).isPresent()
                ? resources.compare().of(new Method.Vote(OptionalInt.empty(), false))
                : new Method.Consensus(OptionalInt.empty());
    }

    private Known known(Session session, Dataset dataset, Sources sources, List<String> generators, Costs costs,
            boolean inputs) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        if (inputs) {
            needed.add(Part.INPUTS);
        }
        Samples found = session.compared(dataset, generators, needed, sources);
        Generations outputs = found.requireGenerations().nearby(session.arena());
        var samples = new Samples(found.size(), found.inputs(), Optional.of(outputs), found.names());
        int[] whole = IntStream.range(0, samples.size()).filter(sample -> IntStream.range(0, generators.size())
                .allMatch(generator -> outputs.exists(sample, generator))).toArray();
        if (whole.length < Halves.FEWEST) {
            throw new SmoothieException(
                    "%s: %,d of %,d samples have an output of every generator (%s), and at least %d are needed to say how good a policy is; ask all generators now and then"
                            .formatted(String.join(", ", sources.files()), whole.length, samples.size(),
                                    String.join(", ", generators), Halves.FEWEST));
        }
        return new Known(samples, CostReader.each(session.arena(), dataset, generators, pricing.prices(),
                costs, resources.workers()), whole, half(dataset, whole));
    }

    /** Checks that what will be embedded can be compared with what was fitted. */
    private void requireEmbedder(Session session, FittedState state, boolean inputs) {
        if (resources.compare() == Comparison.EMBEDDING && log.generationEmbeddings().isEmpty()) {
            session.requireEmbedder(state, Texts.OUTPUTS);
        }
        if (inputs && log.inputEmbeddings().isEmpty()) {
            session.requireEmbedder(state, Texts.INPUTS);
        }
    }

    /** The samples of a fitted state, whose answers cost what is expected of them. */
    private static Known known(Session session, FittedState state, Costs costs, boolean inputs) {
        int[] whole = FittedCascade.whole(state);
        Samples all = state.samples();
        var samples = new Samples(all.size(), inputs ? all.inputs() : Optional.empty(),
                Optional.of(all.requireGenerations().nearby(session.arena())), all.names());
        Samples chosen = PolicyTrial.part(session.arena(), samples, whole);
        return new Known(samples, FittedCascade.expected(session.arena(), all.size(), costs), whole,
                FittedCascade.half(chosen));
    }

    /** Tries policies on the samples that teach, each half by what the other teaches. */
    private PolicyTrial crossed(Session session, Smoothie smoothie, Known known, Method method, Costs costs) {
        return PolicyTrial.crossed(smoothie, session.arena(), method,
                PolicyTrial.part(session.arena(), known.samples, known.whole), known.half,
                costs, rows(session, known.paid, known.whole));
    }

    /**
     * Parts samples by their inputs, or where there is none by their ids, so that the order of the samples does not matter
     * and equal inputs are in one half.
     */
    private BitSet half(Dataset dataset, int[] whole) {
        int[] hashes = new int[dataset.size()];
        dataset.inBlocks(resources.workers(), Extra.NOTHING, block -> {
            for (int rank = 0; rank < block.size(); rank++) {
                Sample sample = block.get(rank).sample();
                hashes[block.get(rank).index()] = sample.input().orElse(sample.id().text()).hashCode();
            }
            return block.size();
        }, _ -> {});
        return Halves.second(Arrays.stream(whole).map(sample -> hashes[sample]).toArray());
    }

    /** The policies on those samples that have outputs of some generators only, as far as these go. */
    private static Optional<PolicyTrial> partial(Session session, Smoothie smoothie, Method method, Known known,
            Samples teachers, Costs costs) {
        int[] rest = IntStream.range(0, known.samples.size())
                .filter(sample -> Arrays.binarySearch(known.whole, sample) < 0).toArray();
        return rest.length == 0
                ? Optional.empty()
                : Optional.of(PolicyTrial.of(smoothie, session.arena(), method, teachers,
                        PolicyTrial.part(session.arena(), known.samples, rest), costs,
                        rows(session, known.paid, rest)));
    }

    private static Matrix rows(Session session, Matrix all, int[] chosen) {
        Matrix rows = Matrix.allocate(session.arena(), chosen.length, all.columns());
        for (int rank = 0; rank < chosen.length; rank++) {
            rows.write(rank, all.row(chosen[rank]));
        }
        return rows;
    }

    /** The generator whose outputs are worth most; of equals the cheaper. */
    private static int best(PolicyTrial learning, Costs costs) {
        double[] means = PolicyRows.means(learning.values());
        int best = 0;
        for (int generator = 1; generator < means.length; generator++) {
            if (means[generator] > means[best]
                    || (means[generator] == means[best] && costs.perInput()[generator] < costs.perInput()[best])) {
                best = generator;
            }
        }
        return best;
    }
}
