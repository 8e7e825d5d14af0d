package dev.smoothie.pipeline;

import dev.smoothie.core.Fitted;
import dev.smoothie.core.FittedVote;
import dev.smoothie.core.Methods;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.files.OutputFolder;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.route.CascadeCurve;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddedDataset;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.embedding.OutputLengths;
import dev.smoothie.pipeline.fitted.EmbedderUse;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedManifest.Estimate;
import dev.smoothie.pipeline.fitted.FittedManifest.Texts;
import dev.smoothie.pipeline.fitted.FittedManifest.Votes;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.fitted.SampleUnion;
import dev.smoothie.pipeline.fitted.StateFile;
import dev.smoothie.pipeline.fitted.StateWriter;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Learns from samples what routing others needs, and keeps it in a folder, a fitted state. This is the use case of
 * {@code smoothie fit}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param samples
 *            to learn from, with outputs
 * @param added
 *            a state that the samples are added to, whose own texts are not embedded again; empty for a new one
 * @param state
 *            the folder to write, which appears whole or not at all. What is there is replaced if it is a state
 * @param neighbors
 *            how many neighbours the votes of answers will be averaged over; empty for as many as in {@code added}, or
 *            else 20
 * @param search
 *            the search for neighbours whose index is made; empty for that of {@code added}, or else exact search
 * @param pricing
 *            prices of the generators; its limit decides nothing here
 * @param named
 *            whether files of embeddings were made by the embedder of {@code resources}, so that it may embed new texts
 * @param program
 *            the version of the program
 */
public record Fit(Resources resources, Sources samples, Optional<Path> added, Path state,
        OptionalInt neighbors, Optional<SearchChoice> search, Pricing pricing, boolean named, String program) {
    /** Queries by which the recall of an index is measured. */
    private static final int QUERIES = 256;

    public Fit {
        if (neighbors.isPresent() && neighbors.getAsInt() < 1) {
            throw new IllegalArgumentException("neighbors must be at least 1, got " + neighbors.getAsInt());
        }
    }

    /** A use case that fits samples by the standard method. */
    public static Fit of(Resources resources, Sources samples, Path state) {
        return new Fit(resources, samples, Optional.empty(), state, OptionalInt.empty(),
                Optional.empty(), Pricing.NONE, false, "library");
    }

    /** The same with samples added to a state. */
    public Fit addingTo(Path old) {
        return new Fit(resources, samples, Optional.of(old), state, neighbors, search, pricing, named, program);
    }

    /**
     * What was fitted.
     *
     * @param folder
     *            of the state
     * @param bytes
     *            its size
     * @param cascade
     *            what a cascade as good as the best generator is expected to cost; empty where costs are not known, or
     *            too few samples have an output of every generator
     */
    public record Result(FittedManifest manifest, Path folder, long bytes, Optional<CascadeCurve.Point> cascade) {}

    /**
     * Learns, and writes the state.
     *
     * @throws SmoothieException
     *             if the samples, the plugins or the options do not allow it, or something else is at its place
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it, or the state cannot be written
     */
    public Result run(Listener listener) {
        var result = new ArrayList<Result>();
        Session.run(resources, listener, session -> {
            result.add(run(session));
            return Optional.empty(); // nothing of the session is needed any more
        });
        return result.getFirst();
    }

    private Result run(Session session) {
        session.listener().note("backend: " + resources.backend().get().why());
        Optional<FittedState> old = added.map(session::state);
        NeighborLookup exact = new NeighborLookup.Exact();
        Dataset dataset = session.scan(samples.files());
        List<String> generators = generators(session, dataset, old);
        if (old.isEmpty()) {
            dataset.requireGenerators();
        }
        EmbeddedDataset.requireInputs(dataset, samples.inputEmbeddings());
        try (StateWriter writer = StateWriter.at(state)) {
            Smoothie smoothie = session.smoothie(generators, exact);
            boolean equality = resources.compare() == Comparison.EQUALITY;
            Samples joined = writer.write(session.arena(), joined(session, dataset, generators, old), equality);
            Fitted fitted = smoothie.fit(session.arena(), joined,
                    MethodPlan.answers(resources).map(_ -> equality), neighbors(old));
            writer.write(StateFile.ERRORS, fitted.y());
            fitted.vote().ifPresent(votes -> writer.write(StateFile.VOTES, votes.estimate().y()));
            Optional<SearchChoice> lookup = search
                    .or(() -> old.flatMap(known -> known.manifest().search()).map(SearchChoice::parse));
            lookup.ifPresent(asked -> index(session, smoothie, joined.requireInputs(), asked,
                    writer.file(StateFile.INPUTS)));
            Costs costs = costs(dataset, generators, old);
            double[] lengths = lengths(dataset, generators, old);
            Optional<EmbedderUse> embedder = old.isPresent()
                    ? old.get().manifest().embedder()
                    : embedder(session, joined);
            FittedManifest manifest = writer.commit(files -> new FittedManifest(program,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS), joined.size(),
                    joined.requireGenerations().repeats(), generators, costs, lengths, resources.view(),
                    resources.compare(), embedder, lookup.map(SearchChoice::label), joined.inputs().isPresent(),
                    estimate(fitted.global()), fitted.bandwidth(), fitted.vote().map(Fit::votes), files));
            try (FittedState written = FittedState.open(state)) {
                return new Result(manifest, state, OutputFolder.size(state), FittedCascade.point(written, smoothie));
            }
        }
    }

    private int neighbors(Optional<FittedState> old) {
        return neighbors.orElseGet(() -> old.flatMap(known -> known.manifest().votes()).map(Votes::neighbors)
                .filter(known -> known > 0).orElse(Methods.STANDARD_NEIGHBORS));
    }

    /** The generators of the state and of the samples; says where these differ. */
    private static List<String> generators(Session session, Dataset dataset, Optional<FittedState> old) {
        if (old.isEmpty()) {
            return dataset.generators();
        }
        var all = new LinkedHashSet<>(old.get().generators());
        List<String> missing = all.stream().filter(known -> !dataset.generators().contains(known)).toList();
        List<String> unknown = dataset.generators().stream().filter(generator -> !all.contains(generator)).toList();
        all.addAll(unknown);
        if (!unknown.isEmpty()) {
            session.listener()
                    .note("generators that the state did not have: %s; they have no outputs in its %,d samples"
                            .formatted(String.join(", ", unknown), old.get().manifest().samples()));
        }
        if (!missing.isEmpty()) {
            session.listener().note("generators of the state that the added samples do not have: %s"
                    .formatted(String.join(", ", missing)));
        }
        return List.copyOf(all);
    }

    private SampleUnion joined(Session session, Dataset dataset, List<String> generators,
            Optional<FittedState> old) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        boolean withInputs = old.map(known -> known.manifest().inputs())
                .orElse(samples.inputEmbeddings().isPresent() || dataset.withoutInput() == 0);
        if (withInputs) {
            needed.add(Part.INPUTS);
        } else {
            session.listener().note(
                    "inputs: some samples have none, so neighbours cannot be looked up; only --method global will do");
        }
        old.ifPresent(known -> requireSame(session, known, withInputs));
        // A file has the columns of its samples; equal answers are told apart by the generators of all.
        List<String> columns = samples.generationEmbeddings().isPresent() ? dataset.generators() : generators;
        Samples embedded = session.compared(dataset, columns, needed, samples);
        var parts = new ArrayList<SampleUnion.Part>();
        old.ifPresent(known -> parts.add(new SampleUnion.Part(known.samples(), known.generators())));
        parts.add(new SampleUnion.Part(embedded, columns));
        return new SampleUnion(generators, parts);
    }

    private void requireSame(Session session, FittedState old, boolean withInputs) {
        if (withInputs && samples.inputEmbeddings().isEmpty()) {
            session.requireEmbedder(old, Texts.INPUTS);
        }
        if (samples.generationEmbeddings().isEmpty() && resources.compare() != Comparison.EQUALITY) {
            session.requireEmbedder(old, Texts.OUTPUTS);
        }
    }

    /** Builds the index beside the vectors, and asks it for some neighbours. */
    private static void index(Session session, Smoothie smoothie, Embeddings inputs, SearchChoice asked, Path file) {
        NeighborLookup lookup = session.search(Optional.of(asked), Optional.of(file));
        try (Arena scratch = Arena.ofShared()) {
            Embeddings queries = inputs.gather(scratch, EvenSample.of(inputs.rows(), QUERIES));
            lookup.of(scratch, queries, inputs, Methods.STANDARD_NEIGHBORS, smoothie.backend(),
                    smoothie.workers());
        }
    }

    private Costs costs(Dataset dataset, List<String> generators, Optional<FittedState> old) {
        Costs read = new Pricing(Optional.empty(), pricing.prices()).costs(List.of(dataset), generators,
                resources.workers());
        return old.map(known -> Merged.costs(known.manifest(), read)).orElse(read);
    }

    private double[] lengths(Dataset dataset, List<String> generators, Optional<FittedState> old) {
        double[] read = OutputLengths.of(dataset, generators, resources.workers());
        return old.map(known -> Merged.lengths(known, dataset, generators, read)).orElse(read);
    }

    /** The embedder of vectors that are not from files. */
    private Optional<EmbedderUse> embedder(Session session, Samples joined) {
        boolean equality = resources.compare() == Comparison.EQUALITY;
        boolean inputs = joined.inputs().isPresent() && (named || samples.inputEmbeddings().isEmpty());
        boolean outputs = !equality && (named || samples.generationEmbeddings().isEmpty());
        return inputs || outputs
                ? Optional.of(new EmbedderUse(resources.embedder(), session.embedderIdentity(), inputs, outputs))
                : Optional.empty();
    }

    private static Estimate estimate(GlobalEstimate estimate) {
        return new Estimate(estimate.error(), estimate.standardError(), estimate.samples());
    }

    private static Votes votes(FittedVote votes) {
        return new Votes(estimate(votes.estimate()), votes.accuracies(), votes.bandwidth(), votes.neighbors(),
                votes.shares());
    }
}
