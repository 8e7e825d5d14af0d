package dev.smoothie.pipeline;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.generation.Selection;
import java.util.List;
import java.util.Optional;

/**
 * Asks every generator for its output to every prompt, and writes the outputs in the format that {@link Route} reads.
 * This is the use case of {@code smoothie generate}.
 *
 * @param resources
 *            only its plugins are used
 * @param prompts
 *            files of samples with inputs; outputs in them are ignored
 * @param asking
 *            the generators to ask, and where their outputs are written
 * @param judges
 *            who reviews the outputs afterwards ({@link Review}): checked before the first output is asked for
 */
public record Generate(Resources resources, List<String> prompts, Asking asking, Optional<Asking> judges) {

    public Generate {
        prompts = List.copyOf(prompts);
    }

    /** A use case whose outputs nobody reviews. */
    public Generate(Resources resources, List<String> prompts, Asking asking) {
        this(resources, prompts, asking, Optional.empty());
    }

    /**
     * Generates the outputs. What the journal of an earlier run holds is not asked for again.
     *
     * @return a report for each generator; empty if {@code listener} stopped the generation, in which case the journal
     *         holds the answers so far
     * @throws dev.smoothie.spi.SmoothieException
     *             if the prompts, the plugins or the options do not allow it, or no generator gives a single output
     */
    public Optional<List<GeneratorReport>> run(Listener listener) {
        try (var session = new Session(resources, listener)) {
            Dataset dataset = session.scan(prompts);
            judges.ifPresent(whom -> Review.requireFit(session, dataset, asking, whom));
            return new GenerationRun(dataset, asking.generators(), Selection.ALL, asking).run(session);
        }
    }
}
