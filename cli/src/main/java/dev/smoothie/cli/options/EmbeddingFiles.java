package dev.smoothie.cli.options;

import dev.smoothie.pipeline.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name files of existing embeddings. */
public final class EmbeddingFiles implements FilePlaces.Owner {

    @Option(order = OptionSections.FILES, names = "--input-embeddings", paramLabel = "X.npy", description = "Read those of"
            + " the inputs from this file: shape [n, d], for n samples of d numbers.")
    private Path inputs;

    @Option(order = OptionSections.FILES
            + 1, names = "--generation-embeddings", paramLabel = "L.npy", description = "Read those of the outputs from this"
                    + " file: shape [n, m, d], for m generators in the order in which the samples name them; [n, r, m, d] for"
                    + " lists of up to r outputs.")
    private Path generations;

    @Override
    public void addTo(FilePlaces places) {
        places.reads("--input-embeddings", inputs()).reads("--generation-embeddings", generations());
    }

    public Optional<Path> inputs() {
        return Optional.ofNullable(inputs);
    }

    public Optional<Path> generations() {
        return Optional.ofNullable(generations);
    }

    /** The samples of these files with the embeddings that were given. */
    public Sources with(List<String> samples) {
        return new Sources(samples, inputs(), generations());
    }
}
