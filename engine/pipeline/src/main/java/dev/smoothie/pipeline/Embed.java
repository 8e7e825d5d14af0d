package dev.smoothie.pipeline;

import dev.smoothie.core.Samples;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.pipeline.embedding.EmbeddedDataset;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Embeds the inputs and the outputs of files of samples, and writes the embeddings as {@code .npy} files. This is the
 * use case of {@code smoothie embed}.
 *
 * @param resources
 *            the embedder, the view and the threads
 * @param files
 *            files of samples
 * @param inputs
 *            where the embeddings of the inputs are written, {@code [n, d]}; empty to embed no inputs
 * @param generations
 *            where the embeddings of the outputs are written, {@code [n, m, d]}, or {@code [n, r, m, d]} if a
 *            generator has several outputs for one sample; a missing output is zeros. Empty to embed no outputs
 */
public record Embed(Resources resources, List<String> files, Optional<Path> inputs, Optional<Path> generations) {

    public Embed {
        files = List.copyOf(files);
        if (inputs.isEmpty() && generations.isEmpty()) {
            throw new IllegalArgumentException("nothing to write: neither a file for inputs nor one for outputs");
        }
    }

    /**
     * Embeds the texts and writes the files. Each file appears whole or not at all.
     *
     * @throws SmoothieException
     *             if the samples or the plugins do not allow it
     * @throws dev.smoothie.core.failure.CoreException
     *             if a file cannot be written
     */
    public void run(Listener listener) {
        requireWritable(inputs);
        requireWritable(generations);
        try (var session = new Session(resources, listener)) {
            Dataset dataset = session.scan(files);
            var needed = EnumSet.noneOf(Part.class);
            if (generations.isPresent()) {
                needed.add(Part.GENERATIONS);
                if (!dataset.hasGenerations()) {
                    throw new SmoothieException("%s: no sample has generations; leave --generations out"
                            .formatted(String.join(", ", files)));
                }
            }
            if (inputs.isPresent()) {
                needed.add(Part.INPUTS);
                dataset.requireInputs("--inputs writes their embeddings; add the inputs, or leave --inputs out");
            }
            EmbeddedDataset found = session.embed(dataset, dataset.generators(), needed,
                    new Sources(files, Optional.empty(), Optional.empty()));
            found.report().filter(report -> report.outputsNotFound() > 0)
                    .ifPresent(report -> listener.note(
                            "view: %s found nothing in %,d outputs of %,d samples; they are embedded as empty texts"
                                    .formatted(resources.view(), report.outputsNotFound(), report.samplesNotFound())));
            Samples embedded = found.samples();
            inputs.ifPresent(file -> write(listener, file, embedded.inputs().orElseThrow(), dataset.size()));
            generations.ifPresent(
                    file -> write(listener, file, embedded.generations().orElseThrow().vectors(), shape(dataset)));
        }
    }

    /** Fails if the file cannot be written. Checked before embedding, which takes long. */
    private static void requireWritable(Optional<Path> file) {
        file.ifPresent(OutputFile::check);
    }

    private static long[] shape(Dataset dataset) {
        long m = dataset.generators().size();
        return dataset.repeats() == 1
                ? new long[]{dataset.size(), m}
                : new long[]{dataset.size(), dataset.repeats(), m};
    }

    private static void write(Listener listener, Path file, Embeddings vectors, long... rows) {
        long[] shape = Arrays.copyOf(rows, rows.length + 1);
        shape[rows.length] = vectors.dimension();
        Npy.write(file, shape, vectors);
        listener.note("wrote %s %s".formatted(file, Arrays.toString(shape)));
    }
}
