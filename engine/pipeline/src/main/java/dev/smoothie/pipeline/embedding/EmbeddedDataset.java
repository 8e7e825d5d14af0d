package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.Samples;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.core.vectors.Presence;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A dataset with its embeddings. They are mapped from {@code .npy} files if these are given, and otherwise computed
 * from the texts.
 *
 * @param dataset
 *            the samples
 * @param samples
 *            their embeddings
 * @param report
 *            what embedding did, and how long it took; empty if all embeddings came from files
 */
public record EmbeddedDataset(Dataset dataset, Samples samples, Optional<EmbeddingReport> report) {

    /**
     * The files that embeddings are read from, and the embedder for those that are not in files.
     *
     * @param inputs
     *            a {@code .npy} of the inputs' embeddings, {@code [n, d]}
     * @param generations
     *            a {@code .npy} of the outputs' embeddings, {@code [n, m, d]}, or {@code [n, r, m, d]} if a generator
     *            has several outputs for one sample
     * @param view
     *            which part of an output is embedded, if outputs are not in a file; an output in which it finds nothing
     *            is silent in either case
     * @param compare
     *            how outputs are compared; under equality they are not embedded
     * @param embedder
     *            called only when a text is to be embedded; whoever supplies the embedder closes it
     * @param workers
     *            read the samples
     * @param progress
     *            receives the progress of embedding
     */
    public record Origin(Optional<Path> inputs, Optional<Path> generations, View view, Comparison compare,
            Supplier<PlacedEmbedder> embedder, Workers workers,
            Progress progress) {}

    /**
     * Reads or computes the embeddings that are needed.
     *
     * @param arena
     *            shared; owns the embeddings, or the mapping of their file
     * @param columns
     *            the generators in the order of the columns: those of the dataset, or of its training set
     * @param needed
     *            which embeddings are needed
     * @param silence
     *            which outputs say nothing
     * @throws SmoothieException
     *             if a text is missing that is needed, or a file does not fit the dataset
     */
    public static EmbeddedDataset load(Arena arena, Dataset dataset, List<String> columns, Set<Part> needed,
            Silence silence, Origin origin) {
        Optional<Embeddings> inputs = origin.inputs().filter(_ -> needed.contains(Part.INPUTS))
                .map(file -> mapInputs(arena, dataset, file));
        Optional<Embeddings> generations = origin.generations().filter(_ -> needed.contains(Part.GENERATIONS))
                .map(file -> mapGenerations(arena, dataset, columns, file));
        if (generations.isEmpty() && needed.contains(Part.GENERATIONS) && origin.compare() == Comparison.EQUALITY) {
            requireTexts(dataset, EnumSet.of(Part.GENERATIONS), origin.view());
            generations = Optional
                    .of(EqualAnswers.vectors(arena, dataset, columns, origin.view(), origin.workers()));
        }
        Optional<Embeddings> outputs = generations;
        var texts = EnumSet.noneOf(Part.class);
        texts.addAll(needed);
        inputs.ifPresent(_ -> texts.remove(Part.INPUTS));
        outputs.ifPresent(_ -> texts.remove(Part.GENERATIONS));
        Optional<EmbeddedTexts> embedded = Optional.empty();
        if (!texts.isEmpty()) {
            requireTexts(dataset, texts, origin.view());
            embedded = Optional.of(EmbeddingPipeline.embed(arena, dataset, columns, List.copyOf(texts), origin.view(),
                    origin.embedder().get(), origin.workers(), origin.progress()));
        }
        Optional<EmbeddedTexts> found = embedded;
        var samples = new Samples(dataset.size(), inputs.or(() -> found.flatMap(EmbeddedTexts::inputs)),
                outputs.or(() -> found.flatMap(EmbeddedTexts::generations))
                        .map(vectors -> generations(dataset, columns, vectors, silence)),
                index -> name(dataset, index));
        return new EmbeddedDataset(dataset, samples, found.map(EmbeddedTexts::report));
    }

    private static void requireTexts(Dataset dataset, Set<Part> texts, View view) {
        if (texts.contains(Part.INPUTS)) {
            dataset.requireInputs(
                    "neighbours are found by comparing inputs; add the inputs, or use --method global, which needs none");
        }
        if (texts.contains(Part.GENERATIONS) && view.needsInput()) {
            dataset.requireInputs(
                    "the view %s compares inputs too; add the inputs, or use another --view".formatted(view));
        }
    }

    /**
     * Checks, if a file of embeddings is given, that it holds embeddings of the inputs of {@code dataset}.
     *
     * @throws SmoothieException
     *             if it cannot be read, or has another shape
     */
    public static void requireInputs(Dataset dataset, Optional<Path> file) {
        try (Arena scratch = Arena.ofShared()) {
            file.ifPresent(path -> mapInputs(scratch, dataset, path));
        }
    }

    private static Embeddings mapInputs(Arena arena, Dataset dataset, Path file) {
        return Npy.map(file, arena).requireShape(new String[]{"samples", "d"}, dataset.size(), -1).embeddings();
    }

    private static Embeddings mapGenerations(Arena arena, Dataset dataset, List<String> columns, Path file) {
        if (!columns.equals(dataset.generators())) {
            throw new SmoothieException(
                    "%s: its columns are the generators %s, and those of the training set are %s; both must be the same, in the same order"
                            .formatted(file, dataset.generators(), columns));
        }
        Npy npy = Npy.map(file, arena);
        int m = columns.size();
        return (dataset.repeats() == 1
                ? npy.requireShape(new String[]{"samples", "generators", "d"}, dataset.size(), m, -1)
                : npy.requireShape(new String[]{"samples", "repeats", "generators", "d"}, dataset.size(),
                        dataset.repeats(),
                        m, -1))
                .embeddings();
    }

    private static Generations generations(Dataset dataset, List<String> columns, Embeddings vectors,
            Silence silence) {
        int[] index = columns.stream()
                .mapToInt(generator -> dataset.generators().contains(generator) ? dataset.index(generator) : -1)
                .toArray();
        Presence exists = (sample, repeat, column) -> index[column] >= 0
                && dataset.present(sample, repeat, index[column]);
        if (silence.outputs() == 0) {
            return new Generations(vectors, dataset.size(), dataset.repeats(), columns.size(), exists);
        }
        Presence silent = silence.silent();
        return new Generations(vectors, dataset.size(), dataset.repeats(), columns.size(),
                (sample, repeat, column) -> exists.present(sample, repeat, column)
                        && !silent.present(sample, repeat, index[column]),
                (sample, repeat, column) -> exists.present(sample, repeat, column)
                        && silent.present(sample, repeat, index[column]));
    }

    /** The id of a sample, for a message. The samples are read again, because ids are not kept. */
    private static String name(Dataset dataset, int index) {
        try (SampleReader samples = dataset.open()) {
            for (int skipped = 0; skipped < index; skipped++) {
                samples.next();
            }
            Sample sample = samples.next();
            return "%s (%s)".formatted(sample.id(), sample.where());
        }
    }
}
