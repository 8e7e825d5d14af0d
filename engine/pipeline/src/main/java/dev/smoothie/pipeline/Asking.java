package dev.smoothie.pipeline;

import dev.smoothie.pipeline.generation.GeneratorSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * The generators that are asked for outputs, and the file that their outputs are written to.
 *
 * @param generators
 *            the generators, as a {@code models.yaml} describes them
 *            ({@link dev.smoothie.pipeline.generation.ModelsFile})
 * @param origin
 *            the file that {@code generators} were read from, for messages
 * @param output
 *            the file of the outputs; the journal is kept beside it
 * @param retryFailed
 *            whether outputs that failed for good in an earlier run are asked for again
 * @param keepThinking
 *            whether the reasoning of models that show it is written beside their outputs
 */
public record Asking(List<GeneratorSpec> generators, Path origin, Path output, boolean retryFailed,
        boolean keepThinking) {

    public Asking {
        generators = List.copyOf(generators);
    }

    /** Writes outputs alone. */
    public Asking(List<GeneratorSpec> generators, Path origin, Path output, boolean retryFailed) {
        this(generators, origin, output, retryFailed, false);
    }

    /** The names of the generators. */
    public List<String> names() {
        return generators.stream().map(GeneratorSpec::name).toList();
    }
}
