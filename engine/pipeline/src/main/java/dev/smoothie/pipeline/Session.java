package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.VectorModule;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddedDataset;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.embedding.EmbeddingReport;
import dev.smoothie.pipeline.embedding.PlacedEmbedder;
import dev.smoothie.pipeline.embedding.SameVectors;
import dev.smoothie.pipeline.embedding.Silence;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedManifest.Texts;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.index.ApproximateSearch;
import dev.smoothie.pipeline.index.IndexMaker;
import dev.smoothie.pipeline.index.IndexReport;
import dev.smoothie.pipeline.plugins.Offer;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.pipeline.plugins.Tables;
import dev.smoothie.pipeline.report.Generated;
import dev.smoothie.pipeline.report.Steps;
import dev.smoothie.pipeline.reviews.ReviewReader;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds everything that one run of a use case opens (sample sources, memory, plugins, the embedder, the search), and
 * closes it in the opposite order. For use by one thread.
 */
final class Session implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Resources resources;
    private final Listener listener;
    private final List<EmbeddingReport> reports = new ArrayList<>();
    private final Arena arena;
    private Plugins plugins;
    private boolean failuresMentioned;
    private PlacedEmbedder embedder;
    private Optional<Dataset> scanned = Optional.empty();
    private Optional<IndexReport> searched = Optional.empty();
    private Optional<Generated> generated = Optional.empty();

    /** With plugins that stay when the session ends. */
    Session(Resources resources, Listener listener, Plugins plugins) {
        this(resources, listener);
        this.plugins = plugins;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with the session
    Session(Resources resources, Listener listener) {
        this.resources = resources;
        this.listener = listener;
        this.arena = keep(Arena.ofShared());
    }

    /**
     * Runs {@code job} in a new session. If the job returns a result, the session stays open, and the result closes it.
     * If the job fails or returns nothing, the session is closed here.
     */
    static <T> Optional<T> run(Resources resources, Listener listener, Function<Session, Optional<T>> job) {
        var session = new Session(resources, listener);
        Optional<T> result = Optional.empty();
        try {
            result = job.apply(session);
            return result;
        } catch (OutOfMemoryError e) {
            session.closeAfter(e);
            throw session.scanned.<Error>map(set -> {
                throw new SmoothieException("%s: memory ran out over %,d samples of %,d generators".formatted(
                        String.join(", ", set.source().names()), set.size(), set.generators().size()), e);
            }).orElse(e);
        } catch (RuntimeException | Error e) {
            session.closeAfter(e);
            throw e;
        } finally {
            if (result.isEmpty()) {
                session.close();
            }
        }
    }

    /** Closes that at the end. */
    <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /** A file to write. Unless it is committed, the session discards it when it is closed. */
    OutputFile output(String file) {
        return keep(OutputFile.to(file));
    }

    Resources resources() {
        return resources;
    }

    Listener listener() {
        return listener;
    }

    /** Memory that all threads may use until the session ends. */
    Arena arena() {
        return arena;
    }

    Dataset scan(List<String> files) {
        SampleSource source = keep(SampleSource.of(files, resources.reading(),
                file -> new Tables(plugins()).open(file)));
        source.joined().ifPresent(joined -> joined.notes().forEach(listener::note));
        Dataset dataset = Dataset.scan(source, resources.workers());
        scanned = Optional.of(dataset);
        dataset.warnings().forEach(warning -> listener.note("warning: " + warning));
        return dataset;
    }

    /** The estimator and router of the core, with the backend and the threads of this session. */
    Smoothie smoothie(List<String> generators, NeighborLookup search) {
        return new Smoothie(resources.backend().get().backend(), resources.workers(), generators::get, search);
    }

    /**
     * The embeddings of samples: read from the files that {@code sources} names, otherwise computed by the embedder,
     * which is opened when it is first needed.
     *
     * @param columns
     *            the generators in the order of the columns
     */
    EmbeddedDataset embed(Dataset dataset, List<String> columns, Set<Part> needed, Sources sources) {
        return embed(dataset, columns, needed, sources, Silence.none(dataset, resources.view()), Comparison.EMBEDDING);
    }

    /**
     * The same, for samples whose outputs are compared.
     *
     * @throws SmoothieException
     *             if no output says anything
     */
    Samples compared(Dataset dataset, List<String> columns, Set<Part> needed, Sources sources) {
        if (!needed.contains(Part.GENERATIONS)) {
            return embed(dataset, columns, needed, sources).samples();
        }
        if (resources.compare() == Comparison.EQUALITY && sources.generationEmbeddings().isPresent()) {
            throw new SmoothieException(
                    "--compare equality compares the texts of outputs, and %s has embeddings of them; leave one of the two out"
                            .formatted(sources.generationEmbeddings().get()));
        }
        Silence silence = sources.generationEmbeddings().isPresent()
                ? Silence.ofGiven(dataset, resources.view(), resources.workers())
                : Silence.of(dataset, resources.view(), resources.workers());
        silence.requireSpeech(dataset);
        listener.silent(dataset, silence);
        Samples samples = embed(dataset, columns, needed, sources, silence, resources.compare()).samples();
        new SameVectors(samples, columns, sources.generationEmbeddings().isPresent(), resources.compare()).notes()
                .forEach(listener::note);
        return samples;
    }

    /**
     * The samples with the reviews that {@code method} reads; their outputs are embedded only if it compares them.
     *
     * @throws SmoothieException
     *             if there are no reviews
     */
    Samples reviewed(Dataset dataset, List<String> columns, Set<Part> needed, Sources sources,
            Method.Reviews method) {
        Samples samples;
        if (method.agreement()) {
            samples = compared(dataset, columns, needed, sources);
        } else {
            Silence silence = Silence.of(dataset, resources.view(), resources.workers());
            silence.requireSpeech(dataset);
            listener.silent(dataset, silence);
            samples = new Samples(dataset.size(), Optional.empty(), Optional.empty(), Integer::toString);
        }
        return samples.withReviews(ReviewReader.require(arena, dataset, columns, resources.workers()));
    }

    private EmbeddedDataset embed(Dataset dataset, List<String> columns, Set<Part> needed, Sources sources,
            Silence silence, Comparison compare) {
        var origin = new EmbeddedDataset.Origin(sources.inputEmbeddings(), sources.generationEmbeddings(),
                resources.view(), compare, this::embedder, resources.workers(), listener.embedding());
        EmbeddedDataset embedded = EmbeddedDataset.load(arena, dataset, columns, needed, silence, origin);
        embedded.report().ifPresent(report -> {
            embedder.store().ifPresent(store -> store.problems().forEach(line -> listener.note("cache: " + line)));
            reports.add(report);
            listener.embedded(report);
        });
        return embedded;
    }

    /** All plugins. They are loaded at the first call. */
    Plugins plugins() {
        if (plugins == null) {
            plugins = keep(Plugins.load(resources.plugins(), PluginSettings.ofUser(resources.workers().threads())));
        }
        return plugins;
    }

    /**
     * The offer of that role and name. Also notes, once, the plugins that did not load, because the offer may have been
     * one of theirs.
     */
    <F extends Factory, T> Offer<F, T> offer(Role<F, T> role, String name) {
        Offer<F, T> found = plugins().offer(role, name);
        mentionFailures();
        return found;
    }

    /** Notes the plugins that did not load; only the first call does so. */
    void mentionFailures() {
        if (!failuresMentioned) {
            failuresMentioned = true;
            plugins().failures().forEach(listener::note);
        }
    }

    /** Opens the embedder, so that one that cannot be opened fails before a long job. */
    void requireEmbedder() {
        // One whose vectors are kept is opened only when it is asked something.
        embedder().embedder().concurrency();
    }

    PlacedEmbedder embedder() {
        if (embedder == null) {
            embedder = EmbedderOpening.of(this).open();
            embedder.why().ifPresent(why -> listener.note("embedding: " + why));
        }
        return embedder;
    }

    /** What the vectors of the embedder depend on, found out without opening it. */
    Optional<String> embedderIdentity() {
        return EmbedderOpening.of(this).identity();
    }

    /** A fitted state, which stays open until the session ends. */
    FittedState state(Path folder) {
        FittedState state = keep(FittedState.open(folder));
        state.manifest().require(folder, resources.view(), resources.compare());
        return state;
    }

    /**
     * Checks that texts that are to be embedded will be as those of a fitted state were.
     *
     * @throws SmoothieException
     *             if another embedder made them
     */
    void requireEmbedder(FittedState state, Texts texts) {
        FittedManifest known = state.manifest();
        known.requireKnown(state.folder(), texts);
        known.require(state.folder(), texts, resources.embedder(), embedderIdentity());
    }

    /**
     * The search for neighbours. It is opened at once, so that a search that is not available is reported before
     * anything is embedded.
     *
     * @param vectors
     *            the file of the vectors that are searched; the index is kept beside it
     */
    NeighborLookup search(Optional<SearchChoice> asked, Optional<Path> vectors) {
        return asked.<NeighborLookup>map(search -> approximate(search, vectors)).orElseGet(NeighborLookup.Exact::new);
    }

    private ApproximateSearch approximate(SearchChoice asked, Optional<Path> vectors) {
        Offer<NeighborSearchFactory, NeighborSearch> offer = searchOffer(asked.name());
        Options read = offer.read(asked.options());
        // A plugin uses the Vector API if its module is loaded, and cannot load that module by itself.
        VectorModule.load();
        NeighborSearch opened = keep(offer.open(read));
        var maker = new IndexMaker(asked.name(), plugins().version(offer), read.toString());
        return keep(new ApproximateSearch(opened, maker,
                vectors.map(file -> ApproximateSearch.fileBeside(file, asked.name())), this::searched,
                message -> listener.note("neighbours: " + message)));
    }

    private Offer<NeighborSearchFactory, NeighborSearch> searchOffer(String name) {
        try {
            return offer(Role.NEIGHBOR_SEARCH, name);
        } catch (SmoothieException e) {
            throw new SmoothieException("%s; %s is built in".formatted(e.getMessage(), SearchChoice.EXACT), e);
        }
    }

    private void searched(IndexReport report) {
        searched = Optional.of(report);
        listener.searched(report);
    }

    /** Keeps the report of a generation, and passes it to the listener. */
    void generated(Generated found) {
        generated = Optional.of(found);
        listener.generated(found);
    }

    /** What the steps so far have done, and how long they took. */
    Steps steps() {
        return new Steps(reports, searched, generated);
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (IllegalStateException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (SmoothieException e) { // a plugin's: nothing that the run has found depends on it
                listener.note("closing: " + e.getMessage());
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("closing failed", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
