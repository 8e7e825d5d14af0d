package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.kept.Digest;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Embeds the texts of a dataset. Samples are read once, in windows of some megabytes of text; while one is embedded
 * the next is read. Within a window equal
 * texts are embedded once, batches hold texts of similar length, and the longest texts go first, so that the threads
 * finish together. The vector of a text that an earlier window had is copied.
 */
public final class EmbeddingPipeline {
    /**
     * The number of characters that a window collects before it is embedded. It bounds the heap, and is far more than a
     * batch holds.
     */
    static final long WINDOW = 1 << 26;

    private final Dataset dataset;
    private final View view;
    private final List<String> columns;
    private final boolean inputs;
    private final boolean generations;
    private final Map<Digest, Long> earlier = new HashMap<>();
    private final WindowEmbedder embedder;
    private final long windowCharacters;
    private Window window = new Window();
    private Future<?> before = CompletableFuture.completedFuture(null);
    private long texts;
    private long distinct;
    private long outputsNotFound;
    private long samplesNotFound;

    /** Which texts of a dataset to embed. */
    public enum Part {
        INPUTS, GENERATIONS
    }

    private EmbeddingPipeline(Dataset dataset, List<String> columns, List<Part> parts, View view,
            WindowEmbedder embedder, long windowCharacters) {
        this.dataset = dataset;
        this.windowCharacters = windowCharacters;
        this.view = view;
        this.columns = columns;
        this.embedder = embedder;
        this.inputs = parts.contains(Part.INPUTS);
        this.generations = parts.contains(Part.GENERATIONS);
    }

    /** The rows of the matrix that all vectors are written to: those of the inputs, then those of the outputs. */
    private static long rows(Dataset dataset, List<String> columns, List<Part> parts) {
        return (parts.contains(Part.INPUTS) ? dataset.size() : 0)
                + (parts.contains(Part.GENERATIONS) ? outputs(dataset, columns) : 0);
    }

    private static long outputs(Dataset dataset, List<String> columns) {
        return Math.multiplyExact((long) dataset.size() * dataset.repeats(), columns.size());
    }

    /**
     * Embeds inputs, outputs, or both.
     *
     * @param arena
     *            owns the vectors
     * @param columns
     *            the m generators in the order of the columns of the result; outputs of other generators are left out
     * @param view
     *            which part of an output is embedded; inputs are embedded as they are
     * @throws SmoothieException
     *             if the embedder fails, or breaks its contract
     */
    public static EmbeddedTexts embed(Arena arena, Dataset dataset, List<String> columns, List<Part> parts, View view,
            PlacedEmbedder embedder, Workers workers, Progress progress) {
        return embed(arena, dataset, columns, parts, view, embedder, workers, progress, WINDOW);
    }

    /** Does the same with windows of about {@code windowCharacters}, for tests. */
    static EmbeddedTexts embed(Arena arena, Dataset dataset, List<String> columns, List<Part> parts, View view,
            PlacedEmbedder embedder, Workers workers, Progress progress, long windowCharacters) {
        long start = System.nanoTime();
        WindowEmbedder windows = embedder.windows(arena, rows(dataset, columns, parts), progress);
        try (windows) {
            var pipeline = new EmbeddingPipeline(dataset, columns, parts, view, windows, windowCharacters);
            pipeline.run(workers);
            Embeddings all = windows.finish();
            long first = pipeline.firstOutput();
            var report = new EmbeddingReport(embedder.label(), pipeline.texts, pipeline.distinct, windows.known(),
                    windows.tokens(), windows.truncated(), pipeline.outputsNotFound, pipeline.samplesNotFound,
                    Duration.ofNanos(System.nanoTime() - start));
            return new EmbeddedTexts(
                    pipeline.inputs ? Optional.of(all.slice(0, first)) : Optional.empty(),
                    pipeline.generations ? Optional.of(all.slice(first, all.rows())) : Optional.empty(), report);
        }
    }

    private long firstOutput() {
        return inputs ? dataset.size() : 0;
    }

    /**
     * Reads the samples, and looks at their outputs through the view, on all threads. While a window is embedded by a
     * thread of its own, the next is filled.
     */
    private void run(Workers workers) {
        ExecutorService ahead = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("smoothie-embedding").daemon().factory());
        try {
            dataset.inBlocks(workers, Extra.NOTHING, this::look, samples -> {
                for (Looked sample : samples) {
                    add(sample, ahead);
                }
            });
            await(before);
            // Usually there is only one window. Texts are remembered only if there are more.
            embed(window, !earlier.isEmpty());
        } finally {
            ahead.shutdownNow();
        }
    }

    private void add(Looked sample, ExecutorService ahead) {
        outputsNotFound += sample.notFound();
        samplesNotFound += sample.notFound() > 0 ? 1 : 0;
        for (int i = 0; i < sample.texts().size(); i++) {
            texts++;
            window.add(sample.texts().get(i), sample.targets().get(i));
        }
        if (window.characters() >= windowCharacters) {
            await(before);
            Window full = window;
            window = new Window();
            before = ahead.submit(() -> embed(full, true));
        }
    }

    private static void await(Future<?> window) {
        try {
            window.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SmoothieException("embedding was interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /**
     * The texts of a sample that are embedded.
     *
     * @param targets
     *            the row of each text's vector
     * @param notFound
     *            in how many outputs the view found nothing
     */
    private record Looked(List<String> texts, List<Long> targets, int notFound) {}

    private List<Looked> look(SampleBlock block) {
        var looked = new ArrayList<Looked>(block.size());
        for (int rank = 0; rank < block.size(); rank++) {
            looked.add(look(block.get(rank).sample(), block.get(rank).index()));
        }
        return looked;
    }

    private Looked look(Sample sample, int index) {
        var found = new ArrayList<String>();
        var targets = new ArrayList<Long>();
        int notFound = 0;
        if (inputs) {
            found.add(sample.input().orElse(""));
            targets.add((long) index);
        }
        for (int column = 0; generations && column < columns.size(); column++) {
            List<String> outputs = sample.generations().getOrDefault(columns.get(column), List.of());
            for (int repeat = 0; repeat < outputs.size(); repeat++) {
                if (outputs.get(repeat) != null) {
                    Optional<String> text = look(sample, outputs.get(repeat));
                    notFound += text.isPresent() ? 0 : 1;
                    found.add(text.orElse(""));
                    targets.add(firstOutput()
                            + ((long) index * dataset.repeats() + repeat) * columns.size() + column);
                }
            }
        }
        return new Looked(found, targets, notFound);
    }

    private Optional<String> look(Sample sample, String output) {
        try {
            return view.apply(sample.input(), output);
        } catch (SmoothieException e) {
            throw new SmoothieException("%s: sample %s: %s".formatted(sample.where(), sample.id(), e.getMessage()), e);
        }
    }

    private void embed(Window full, boolean remember) {
        if (remember) {
            long[] pairs = full.takeKnown(earlier);
            embedder.copy(every(pairs, 0), every(pairs, 1));
        }
        distinct += full.size();
        embedder.embed(full.texts());
        if (remember) {
            full.texts().forEach(text -> earlier.put(text.digest(), text.targets()[0]));
        }
    }

    /** Every second number, from {@code first} on. */
    private static long[] every(long[] numbers, int first) {
        return IntStream.range(0, numbers.length / 2).mapToLong(i -> numbers[2 * i + first]).toArray();
    }
}
