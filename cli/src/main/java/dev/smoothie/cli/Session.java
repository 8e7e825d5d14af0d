package dev.smoothie.cli;

import dev.smoothie.cli.RoutedGeneration.Generated;
import dev.smoothie.engine.EmbeddedDataset.Origin;
import dev.smoothie.engine.compute.VectorModule;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.SampleSource;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingReport;
import dev.smoothie.engine.neighbors.ApproximateSearch;
import dev.smoothie.engine.neighbors.IndexMaker;
import dev.smoothie.engine.neighbors.Search;
import dev.smoothie.engine.neighbors.SearchReport;
import dev.smoothie.engine.plugin.Offer;
import dev.smoothie.engine.plugin.PluginSettings;
import dev.smoothie.engine.plugin.Plugins;
import dev.smoothie.engine.plugin.Role;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.SmoothieException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What one command opens, in order, and closes in the opposite order: sources, memory, plugins, the embedder, the search. */
final class Session implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final EmbedderOptions options;
    private final int threads;
    private final PrintWriter err;
    private final boolean quiet;
    private final ProgressBars progress;
    private final List<EmbeddingReport> reports = new ArrayList<>();
    private Plugins plugins;
    private boolean mentioned;
    private Embedder embedder;
    private Optional<SearchReport> searched = Optional.empty();
    private Optional<Generated> generated = Optional.empty();

    /** A session; a {@code quiet} one keeps its notes to itself, for a reader that is a program. */
    Session(EmbedderOptions options, int threads, PrintWriter err, boolean quiet) {
        this.options = options;
        this.threads = threads;
        this.err = err;
        this.quiet = quiet;
        this.progress = keep(new ProgressBars());
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    Dataset scan(List<String> inputs) {
        return Dataset.scan(keep(SampleSource.of(inputs)));
    }

    /** A file that is given up with the session unless it was committed before. */
    OutputFile output(String file) {
        return keep(OutputFile.to(file));
    }

    /** Memory that all threads may use until the session ends. */
    @SuppressWarnings("MustBeClosedChecker") // closed with the session
    Arena arena() {
        return keep(Arena.ofShared());
    }

    /** Embeddings from files where they are given, otherwise by the embedder, which is opened at the first need. */
    Origin origin(Optional<Path> inputs, Optional<Path> generations, View view) {
        return new Origin(inputs, generations, view, this::embedder, progress);
    }

    /** All plugins, loaded at the first need. */
    Plugins plugins() {
        if (plugins == null) {
            plugins = keep(Plugins.load(options.roots(), PluginSettings.ofUser(threads)));
        }
        return plugins;
    }

    /** What a plugin offers. Those that did not load are mentioned once; where there is no such offer, that says so. */
    private <F extends Factory, T> Offer<F, T> offer(Role<F, T> role, String name) {
        Offer<F, T> found = plugins().offer(role, name);
        if (!mentioned) {
            mentioned = true;
            plugins.failures().forEach(this::note);
        }
        return found;
    }

    /** Says before a long job that there is no such embedder. */
    void requireEmbedder() {
        offer(Role.EMBEDDER, options.embedder().split(":", 2)[0]);
    }

    /**
     * How neighbours are looked up. Opened at once, so that what cannot be had is known before anything is embedded. Call it
     * after {@link #arena()}, whose vectors an index reads as long as it is open.
     *
     * @param vectors
     *            the file of the vectors that neighbours are looked up among
     */
    Search search(Optional<SearchOptions.Asked> asked, Optional<Path> vectors) {
        return asked.<Search>map(search -> approximate(search, vectors)).orElseGet(Search.Exact::new);
    }

    private ApproximateSearch approximate(SearchOptions.Asked asked, Optional<Path> vectors) {
        var offer = offer(asked.name());
        Options read = offer.read(asked.options());
        // A plugin cannot load the module of the Vector API by itself, and uses it where it is there.
        VectorModule.load();
        NeighborSearch opened = keep(offer.open(read));
        var maker = new IndexMaker(asked.name(), plugins().version(offer), read.toString());
        return keep(new ApproximateSearch(opened, maker,
                vectors.map(file -> ApproximateSearch.fileBeside(file, asked.name())), this::report,
                message -> note("neighbours: " + message)));
    }

    private Offer<NeighborSearchFactory, NeighborSearch> offer(String name) {
        try {
            return offer(Role.NEIGHBOR_SEARCH, name);
        } catch (SmoothieException e) {
            throw new SmoothieException("%s; %s is built in".formatted(e.getMessage(), SearchOptions.EXACT), e);
        }
    }

    /** Says what an approximate search took, and what it is worth. */
    private void report(SearchReport found) {
        searched = Optional.of(found);
        String index = found.file().map(file -> found.loaded()
                ? "loaded from %s in".formatted(file)
                : "saved to %s, built in".formatted(file)).orElse("built in");
        note(String.format(Locale.ROOT,
                "neighbours: %s: %s %.1f s, %,.0f queries/s, recall@%d %.3f ± %.3f on %d samples%s", found.search(),
                index, found.seconds(), found.queriesPerSecond(), found.k(), found.recall().share(),
                found.recall().standardError(), found.recall().samples(),
                found.completed() == 0
                        ? ""
                        : "; %,d samples with too few were searched exactly".formatted(found.completed())));
    }

    /** Says what was generated. */
    void report(Generated found) {
        generated = Optional.of(found);
        found.lines().forEach(this::note);
    }

    /** What the steps so far took. */
    Steps steps() {
        return new Steps(List.copyOf(reports), searched, generated);
    }

    private Embedder embedder() {
        if (embedder == null) {
            String[] nameAndArgument = options.embedder().split(":", 2);
            Optional<String> argument = nameAndArgument.length == 2
                    ? Optional.of(nameAndArgument[1])
                    : Optional.empty();
            embedder = keep(offer(Role.EMBEDDER, nameAndArgument[0]).open(argument));
        }
        return embedder;
    }

    /** Prints a line for a person. */
    void note(String message) {
        if (!quiet) {
            print(message);
        }
    }

    void print(String line) {
        err.println(line);
        err.flush();
    }

    /** Says what embedding took, and what it did not find or had to cut. */
    void report(EmbeddingReport report, View view) {
        progress.close();
        reports.add(report);
        note(String.format(Locale.ROOT, "embedder: %s; %,d texts, %,d distinct, in %.1f s%s", embedder.model(),
                report.texts(),
                report.distinct(), report.elapsed().toNanos() * 1e-9,
                report.tokens() == 0 ? "" : "; %,d tokens, %,.0f tokens/s".formatted(report.tokens(), report.rate())));
        if (report.truncated() > 0) {
            note("embedder: %,d texts were longer than the model's limit and were cut".formatted(report.truncated()));
        }
        if (report.outputsNotFound() > 0) {
            note("view: %s found nothing in %,d outputs of %,d samples; they count as empty".formatted(view,
                    report.outputsNotFound(), report.samplesNotFound()));
        }
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("closing failed", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
