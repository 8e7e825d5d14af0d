package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Embeddings that are there already. */
final class EmbeddingFiles {

    @Option(order = OptionSections.FILES, names = "--input-embeddings", paramLabel = "X.npy", description = "Of the inputs, [n, d].")
    private Path inputs;

    @Option(order = OptionSections.FILES
            + 1, names = "--generation-embeddings", paramLabel = "L.npy", description = "Of the outputs, [n, m, d], the generators"
                    + " in order of their first appearance; [n, r, m, d] for lists of up to r outputs.")
    private Path generations;

    void addTo(FilePlaces places) {
        places.reads("--input-embeddings", inputs()).reads("--generation-embeddings", generations());
    }

    Optional<Path> inputs() {
        return Optional.ofNullable(inputs);
    }

    Optional<Path> generations() {
        return Optional.ofNullable(generations);
    }
}
