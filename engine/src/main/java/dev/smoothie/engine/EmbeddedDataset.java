package dev.smoothie.engine;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.Npy;
import dev.smoothie.engine.data.Presence;
import dev.smoothie.engine.data.Sample;
import dev.smoothie.engine.data.SampleReader;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddedTexts;
import dev.smoothie.engine.embed.EmbeddingPipeline;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.engine.embed.EmbeddingReport;
import dev.smoothie.engine.embed.Progress;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A dataset with its embeddings: mapped from {@code .npy} files where there are any, embedded from the texts otherwise.
 *
 * @param dataset
 *            the samples
 * @param samples
 *            their embeddings
 * @param report
 *            what embedding took; empty where all came from files
 */
public record EmbeddedDataset(Dataset dataset, Samples samples, Optional<EmbeddingReport> report) {

    /**
     * Where embeddings come from.
     *
     * @param inputs
     *            a {@code .npy} of {@code [n, d]}
     * @param generations
     *            a {@code .npy} of {@code [n, m, d]}, or {@code [n, r, m, d]} for several generations of each input
     * @param view
     *            what of an output is embedded, where it is not in a file
     * @param embedder
     *            opened when a text is to be embedded, and only then; closed by whoever supplies it
     * @param progress
     *            watches the embedding
     */
    public record Origin(Optional<Path> inputs, Optional<Path> generations, View view, Supplier<Embedder> embedder,
            Progress progress) {}

    /**
     * Gets the embeddings that are needed.
     *
     * @param arena
     *            shared; owns or maps the embeddings
     * @param columns
     *            the generators in the order of the columns; those of the dataset, or of its training set
     * @param needed
     *            which embeddings
     * @throws SmoothieException
     *             if a text is missing that is needed, or a file does not fit the dataset
     */
    public static EmbeddedDataset load(Arena arena, Dataset dataset, List<String> columns, Set<Part> needed,
            Origin origin) {
        Optional<Embeddings> inputs = origin.inputs().filter(_ -> needed.contains(Part.INPUTS))
                .map(file -> mapInputs(arena, dataset, file));
        Optional<Embeddings> generations = origin.generations().filter(_ -> needed.contains(Part.GENERATIONS))
                .map(file -> mapGenerations(arena, dataset, columns, file));
        var texts = EnumSet.noneOf(Part.class);
        texts.addAll(needed);
        inputs.ifPresent(_ -> texts.remove(Part.INPUTS));
        generations.ifPresent(_ -> texts.remove(Part.GENERATIONS));
        Optional<EmbeddedTexts> embedded = Optional.empty();
        if (!texts.isEmpty()) {
            requireTexts(dataset, texts, origin.view());
            embedded = Optional.of(EmbeddingPipeline.embed(arena, dataset, columns, List.copyOf(texts), origin.view(),
                    origin.embedder().get(), origin.progress()));
        }
        Optional<EmbeddedTexts> found = embedded;
        var samples = new Samples(dataset.size(), inputs.or(() -> found.flatMap(EmbeddedTexts::inputs)),
                generations.or(() -> found.flatMap(EmbeddedTexts::generations))
                        .map(vectors -> generations(dataset, columns, vectors)),
                index -> name(dataset, index));
        return new EmbeddedDataset(dataset, samples, found.map(EmbeddedTexts::report));
    }

    private static void requireTexts(Dataset dataset, Set<Part> texts, View view) {
        if (texts.contains(Part.INPUTS)) {
            dataset.requireInputs("neighbours are looked up among the inputs; the method global needs none");
        }
        if (texts.contains(Part.GENERATIONS) && view.needsInput()) {
            dataset.requireInputs("the view %s needs it".formatted(view));
        }
    }

    /**
     * Checks that a file of embeddings is one of the inputs of {@code dataset}, where one is given.
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
                    "%s: its columns are the generators %s, those of the training set are %s; both must be the same, in the same order"
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

    private static Generations generations(Dataset dataset, List<String> columns, Embeddings vectors) {
        int[] index = columns.stream()
                .mapToInt(generator -> dataset.generators().contains(generator) ? dataset.index(generator) : -1)
                .toArray();
        Presence presence = (sample, repeat, column) -> index[column] >= 0
                && dataset.present(sample, repeat, index[column]);
        return new Generations(vectors, dataset.size(), dataset.repeats(), columns.size(), presence);
    }

    /** The id of a sample, for a message: read again, because ids are not kept. */
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
