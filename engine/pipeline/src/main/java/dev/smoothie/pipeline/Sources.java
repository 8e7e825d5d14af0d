package dev.smoothie.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Files of samples, and files of their embeddings if these exist already.
 *
 * @param files
 *            samples, in any layout that {@link dev.smoothie.pipeline.formats.SampleSource} recognises; {@code -} is
 *            standard input
 * @param inputEmbeddings
 *            a {@code .npy} of the inputs' embeddings, {@code [n, d]}; if empty, inputs are embedded when they are
 *            needed
 * @param generationEmbeddings
 *            a {@code .npy} of the outputs' embeddings, {@code [n, m, d]}, or {@code [n, r, m, d]} if a generator has
 *            several outputs for one sample; if empty, outputs are embedded when they are needed
 */
public record Sources(List<String> files, Optional<Path> inputEmbeddings, Optional<Path> generationEmbeddings) {

    public Sources {
        files = List.copyOf(files);
    }

    /** Files of samples without embeddings. */
    public static Sources of(String... files) {
        return new Sources(List.of(files), Optional.empty(), Optional.empty());
    }

    /** The same samples with files of embeddings of their inputs and outputs. */
    public Sources withEmbeddings(Path inputs, Path generations) {
        return new Sources(files, Optional.of(inputs), Optional.of(generations));
    }
}
