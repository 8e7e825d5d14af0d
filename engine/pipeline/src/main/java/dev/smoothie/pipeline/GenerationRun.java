package dev.smoothie.pipeline;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.Listener.GenerationWatch;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.Generation;
import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.OpenGenerators;
import dev.smoothie.pipeline.generation.Selection;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Generates outputs: opens the generators, asks them, and writes the file.
 *
 * @param prompts
 *            the samples to ask about
 * @param generators
 *            the generators to ask
 * @param selection
 *            which outputs are wanted
 * @param asking
 *            where the outputs are written
 */
record GenerationRun(Dataset prompts, List<GeneratorSpec> generators, Selection selection, Asking asking) {

    /**
     * Asks for all outputs and writes the file. Returns a report for each generator; empty if the generation was
     * stopped, in which case the journal holds the answers so far.
     */
    Optional<List<GeneratorReport>> run(Session session) {
        Path journal = Generation.journalOf(asking.output());
        try (OpenGenerators opened = OpenGenerators.open(generators, session.plugins())) {
            session.mentionFailures();
            try (Generation generation = Generation.open(prompts, opened.all(), selection, journal,
                    !asking.retryFailed(), asking.keepThinking())) {
                return ask(generation, journal, session.listener());
            }
        }
    }

    private Optional<List<GeneratorReport>> ask(Generation generation, Path journal, Listener listener) {
        boolean priced = generators.stream().anyMatch(generator -> generator.price().isPresent());
        try (GenerationWatch watch = listener.generating(new Stoppable(generation, journal), priced)) {
            Optional<List<GeneratorReport>> reports = generation.run(watch);
            reports.ifPresent(found -> write(generation, found));
            return reports;
        }
    }

    /** A run that can be stopped, and the file that has its answers. */
    record Stoppable(Generation generation, Path journal) implements Listener.StoppableGeneration {

        @Override
        public boolean stop(Duration patience) {
            return generation.stop(patience);
        }
    }

    private void write(Generation generation, List<GeneratorReport> reports) {
        requireOutputs(reports);
        try (OutputFile out = OutputFile.at(asking.output())) {
            generation.write(out);
            out.commit();
        }
    }

    private static void requireOutputs(List<GeneratorReport> reports) {
        if (reports.stream().allMatch(report -> report.done() == 0)
                && reports.stream().anyMatch(report -> report.failed() + report.unasked() > 0)) {
            throw new SmoothieException("no generator gave a single output" + reasons(reports));
        }
    }

    /** Why generators failed, each reason after a semicolon. */
    static String reasons(List<GeneratorReport> reports) {
        return reports.stream().flatMap(report -> report.givenUp().map("was given up: "::concat)
                .or(report::problem).stream().map(why -> "; '%s': %s".formatted(report.name(), why)))
                .collect(Collectors.joining());
    }
}
