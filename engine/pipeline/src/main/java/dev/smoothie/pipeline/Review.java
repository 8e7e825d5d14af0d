package dev.smoothie.pipeline;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.Listener.GenerationWatch;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.Generation;
import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.generation.OpenGenerators;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Asks judges for scores of the outputs of samples, and writes the samples with these reviews. This is the use case of
 * {@code smoothie generate --reviews}.
 *
 * @param resources
 *            only its plugins are used
 * @param samples
 *            files of samples with outputs
 * @param judges
 *            the judges ({@link dev.smoothie.pipeline.generation.ModelsFile#readJudges}), and where the samples are
 *            written with their reviews; that may be one of {@code samples}
 */
public record Review(Resources resources, List<String> samples, Asking judges) {

    public Review {
        samples = List.copyOf(samples);
    }

    /** The journal of the reviews in a file. */
    public static Path journalOf(Path output) {
        return Generation.journalOf(output.resolveSibling(output.getFileName() + ".reviews"));
    }

    /**
     * Asks for the reviews. What the journal of an earlier run holds is not asked for again.
     *
     * @return a report for each judge; empty if {@code listener} stopped the run, in which case the journal holds the
     *         answers so far
     * @throws SmoothieException
     *             if the samples, the plugins or the options do not allow it, or no judge gives a single review
     */
    public Optional<List<GeneratorReport>> run(Listener listener) {
        try (var session = new Session(resources, listener)) {
            Dataset dataset = session.scan(samples);
            if (dataset.generators().size() < 2) {
                throw new SmoothieException(
                        "%s: judges compare outputs of several generators, and there %s; generate outputs first, with --models"
                                .formatted(String.join(", ", dataset.source().names()),
                                        dataset.hasGenerations()
                                                ? "is only one"
                                                : "are no outputs"));
            }
            Path journal = journalOf(judges.output());
            try (OpenGenerators opened = OpenGenerators.open(judges.generators(), session.plugins())) {
                session.mentionFailures();
                try (Generation reviews = Generation.openReviews(dataset, opened.all(), journal,
                        !judges.retryFailed())) {
                    return ask(reviews, journal, listener);
                }
            }
        }
    }

    /**
     * Checks, before outputs are asked for, what would otherwise keep judges from reviewing them once they are paid for.
     *
     * @throws SmoothieException
     *             if there is nothing to compare, a judge cannot be opened, or a prompt has no field that one asks for
     */
    static void requireFit(Session session, Dataset prompts, Asking outputs, Asking judges) {
        if (outputs.generators().size() < 2) {
            throw new SmoothieException(
                    "%s: judges compare outputs of several generators, and there is only one; list another, or leave --reviews out"
                            .formatted(outputs.origin()));
        }
        try (OpenGenerators opened = OpenGenerators.open(judges.generators(), session.plugins())) {
            session.mentionFailures();
            Generation.requireReviewable(prompts, opened.all(), journalOf(judges.output()));
        }
    }

    private Optional<List<GeneratorReport>> ask(Generation reviews, Path journal, Listener listener) {
        boolean priced = judges.generators().stream().anyMatch(judge -> judge.price().isPresent());
        try (GenerationWatch watch = listener.generating(new GenerationRun.Stoppable(reviews, journal), priced)) {
            Optional<List<GeneratorReport>> reports = reviews.run(watch);
            reports.ifPresent(found -> write(reviews, found));
            return reports;
        }
    }

    private void write(Generation reviews, List<GeneratorReport> reports) {
        if (reports.stream().allMatch(report -> report.done() == 0)) {
            throw new SmoothieException("no judge gave a single review" + GenerationRun.reasons(reports));
        }
        try (OutputFile out = OutputFile.at(judges.output())) {
            reviews.write(out);
            out.commit();
        }
    }
}
