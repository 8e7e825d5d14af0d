package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Embeds the texts of a dataset. Samples are read once, in windows of some megabytes of text. Within a window equal
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
    private final Optional<Embeddings> inputs;
    private final Optional<Embeddings> generations;
    private final Map<Digest, Long> earlier = new HashMap<>();
    private final Batches batches;
    private final long windowCharacters;
    private Window window = new Window();
    private long texts;
    private long distinct;
    private long outputsNotFound;
    private long samplesNotFound;

    /** Which texts of a dataset to embed. */
    public enum Part {
        INPUTS, GENERATIONS
    }

    private EmbeddingPipeline(Arena arena, Dataset dataset, List<String> columns, List<Part> parts, View view,
            Embedder embedder, Progress progress, long windowCharacters) {
        this.dataset = dataset;
        this.windowCharacters = windowCharacters;
        this.view = view;
        this.columns = columns;
        this.batches = new Batches(embedder, progress);
        this.inputs = allocate(arena, parts.contains(Part.INPUTS), dataset.size());
        this.generations = allocate(arena, parts.contains(Part.GENERATIONS),
                Math.multiplyExact((long) dataset.size() * dataset.repeats(), columns.size()));
    }

    private Optional<Embeddings> allocate(Arena arena, boolean wanted, long rows) {
        return wanted ? Optional.of(Embeddings.allocate(arena, rows, batches.dimension())) : Optional.empty();
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
            Embedder embedder, Progress progress) {
        return embed(arena, dataset, columns, parts, view, embedder, progress, WINDOW);
    }

    /** Does the same with windows of about {@code windowCharacters}, for tests. */
    static EmbeddedTexts embed(Arena arena, Dataset dataset, List<String> columns, List<Part> parts, View view,
            Embedder embedder, Progress progress, long windowCharacters) {
        long start = System.nanoTime();
        var pipeline = new EmbeddingPipeline(arena, dataset, columns, parts, view, embedder, progress,
                windowCharacters);
        pipeline.run();
        var report = new EmbeddingReport(pipeline.texts, pipeline.distinct, pipeline.batches.tokens(),
                pipeline.batches.truncated(), pipeline.outputsNotFound, pipeline.samplesNotFound,
                Duration.ofNanos(System.nanoTime() - start));
        return new EmbeddedTexts(pipeline.inputs, pipeline.generations, report);
    }

    private void run() {
        try (SampleReader samples = dataset.open()) {
            for (int index = 0; samples.hasNext(); index++) {
                Sample sample = samples.next();
                if (inputs.isPresent()) {
                    add(sample.input().orElse(""), -1L - index);
                }
                if (generations.isPresent()) {
                    addOutputs(sample, index);
                }
                if (window.characters() >= windowCharacters) {
                    flush(false);
                }
            }
        }
        flush(true);
    }

    private void addOutputs(Sample sample, int index) {
        boolean allFound = true;
        for (int column = 0; column < columns.size(); column++) {
            List<String> outputs = sample.generations().getOrDefault(columns.get(column), List.of());
            for (int repeat = 0; repeat < outputs.size(); repeat++) {
                if (outputs.get(repeat) != null) {
                    Optional<String> text = look(sample, outputs.get(repeat));
                    allFound &= text.isPresent();
                    add(text.orElse(""), ((long) index * dataset.repeats() + repeat) * columns.size() + column);
                }
            }
        }
        samplesNotFound += allFound ? 0 : 1;
    }

    private Optional<String> look(Sample sample, String output) {
        try {
            Optional<String> text = view.apply(sample.input(), output);
            outputsNotFound += text.isPresent() ? 0 : 1;
            return text;
        } catch (SmoothieException e) {
            throw new SmoothieException("%s: sample %s: %s".formatted(sample.where(), sample.id(), e.getMessage()), e);
        }
    }

    /**
     * Adds a text to the window. {@code target} says where its vector goes: a row of the generations, or −1 − s for the
     * input of sample s.
     */
    private void add(String text, long target) {
        texts++;
        window.add(text, target);
    }

    private void flush(boolean last) {
        // Usually there is only one window. Texts are remembered only if there are more.
        boolean remember = !last || !earlier.isEmpty();
        if (remember) {
            window.takeKnown(earlier, (source, target) -> write(target, read(source)));
        }
        distinct += window.size();
        batches.embed(window.texts(), (text, vector) -> {
            for (long target : text.targets()) {
                write(target, vector);
            }
        });
        if (remember) {
            window.texts().forEach(text -> earlier.put(Digest.of(text.value()), text.targets()[0]));
        }
        window = new Window();
    }

    private void write(long target, float[] vector) {
        if (target < 0) {
            inputs.orElseThrow().set(-1 - target, vector);
        } else {
            generations.orElseThrow().set(target, vector);
        }
    }

    private float[] read(long target) {
        Embeddings from = target < 0 ? inputs.orElseThrow() : generations.orElseThrow();
        float[] vector = new float[from.dimension()];
        for (int column = 0; column < vector.length; column++) {
            vector[column] = from.get(target < 0 ? -1 - target : target, column);
        }
        return vector;
    }
}
