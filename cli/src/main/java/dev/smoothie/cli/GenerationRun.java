package dev.smoothie.cli;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.generate.Generation;
import dev.smoothie.engine.generate.Generator;
import dev.smoothie.engine.generate.GeneratorReport;
import dev.smoothie.engine.generate.Selection;
import dev.smoothie.spi.SmoothieException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Generates into a file, with a bar and an end on Ctrl-C that loses nothing.
 *
 * @param dataset
 *            the prompts
 * @param generators
 *            whom to ask, open
 * @param selection
 *            for what
 * @param output
 *            where generations go; the journal is beside it
 * @param retryFailed
 *            whether to ask again for what failed for good
 */
record GenerationRun(Dataset dataset, List<Generator> generators, Selection selection, Path output,
        boolean retryFailed) {
    /** What is under way at Ctrl-C has been paid for; longer than this a user does not wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Runs to the end and writes the file.
     *
     * @param err
     *            is told what an interruption leaves
     * @return what came of each generator; empty if the run was interrupted, and then the process is ending
     */
    Optional<List<GeneratorReport>> run(PrintWriter err) {
        Path journal = Generation.journalOf(output);
        try (Generation generation = Generation.open(dataset, generators, selection, journal, !retryFailed)) {
            Thread interruption = Thread.ofPlatform().name("smoothie-interruption").unstarted(() -> {
                boolean all = generation.stop(PATIENCE);
                err.println("smoothie: interrupted; the answers so far are in %s, and the same command goes on%s"
                        .formatted(journal, all ? "" : "; what was under way is asked again"));
                err.flush();
            });
            Runtime.getRuntime().addShutdownHook(interruption);
            try {
                Optional<List<GeneratorReport>> reports = ask(generation);
                reports.ifPresent(found -> write(generation, found));
                return reports;
            } finally {
                forget(interruption);
            }
        }
    }

    private Optional<List<GeneratorReport>> ask(Generation generation) {
        boolean priced = generators.stream().anyMatch(generator -> generator.spec().price().isPresent());
        try (GenerationBar bar = new GenerationBar(priced)) {
            return generation.run(bar);
        }
    }

    private void write(Generation generation, List<GeneratorReport> reports) {
        requireOutputs(reports);
        try (OutputFile out = OutputFile.at(output)) {
            generation.write(out);
            out.commit();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It is running: the process is ending.
        }
    }

    private static void requireOutputs(List<GeneratorReport> reports) {
        if (reports.stream().allMatch(report -> report.done() == 0)
                && reports.stream().anyMatch(report -> report.failed() + report.unasked() > 0)) {
            String reason = reports.stream().flatMap(report -> report.givenUp().map("was given up: "::concat)
                    .or(report::problem).stream().map(why -> "; '%s': %s".formatted(report.name(), why)))
                    .collect(Collectors.joining());
            throw new SmoothieException("no generator gave a single output%s".formatted(reason));
        }
    }
}
