package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FamilyOptions;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.LearningOption;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.RankingMethod;
import dev.smoothie.cli.options.ReportOption;
import dev.smoothie.cli.options.ScoredFiles;
import dev.smoothie.cli.printing.BeliefNotes;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.JudgeTable;
import dev.smoothie.cli.printing.RankingTable;
import dev.smoothie.cli.report.Pages;
import dev.smoothie.core.Method;
import dev.smoothie.pipeline.Score;
import dev.smoothie.pipeline.ScoreFitted;
import dev.smoothie.pipeline.ScoreResult;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.report.RankingJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie score}: prints the ranking of the generators over all samples. */
@Command(name = "score", description = {
        "Rank the generators over all samples, and say how far the ranking can be believed.",
        "A generator is a model, or a model with one prompt. A sample is one input with the outputs of all generators."
                + " No labels are needed."}, footer = {"",
                        "In the table, 'error' is the estimated mean squared distance between the embeddings of a generator's output and of the"
                                + " unknown true output, with its standard error; lower is better. 'quality' is its inverse, scaled to sum to"
                                + " 1; higher is better. 'behind best' is how much larger the error is than that of the best generator, with"
                                + " half of its 95 %% interval. 'rank' holds the places that a generator can have, at 95 %% for all at once.",
                        "'signal' says whether the ranking can be trusted: strong (yes), weak (with care) or none (no), and why."
                                + " 'smoothie help methods' says more.",
                        "", "Examples:", "  smoothie score outputs.jsonl",
                        "  smoothie score --fitted state"})
final class ScoreCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ScoredFiles samples;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print the ranking as one line of JSON. Default: as a table.")
    private boolean json;

    @Mixin
    private RankingMethod ranking;

    @Mixin
    private LearningOption labels;

    @Mixin
    private ReportOption report;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private FamilyOptions familyOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        samples.check();
        if (samples.fitted().isPresent()) {
            scoreFitted(samples.fitted().get());
            return;
        }
        samples.requireOneStandardInput(labels.names());
        report.check();
        new FilePlaces(spec).of(samples, files, labels, familyOptions, report).check();
        var score = new Score(computeOptions.resources(embedderOptions).withReading(samples.reading()),
                files.with(samples.names()), familyOptions.plan(), ranking.method(),
                labels.file());
        try (Pages page = report.open();
                Console console = new Console(spec.commandLine().getErr(), false);
                ScoreResult result = score.run(console)) {
            print(result, console);
            page.write(result::page);
        }
    }

    private void scoreFitted(Path state) {
        if (!labels.names().isEmpty() || report.given() || files.inputs().isPresent()
                || files.generations().isPresent()) {
            throw new ParameterException(spec.commandLine(),
                    "--fitted %s ranks by what is kept there, without texts: --labels, --report and files of embeddings have no meaning with it; leave them out"
                            .formatted(state));
        }
        Optional<Method> ranks = ranking.method();
        if (ranks.filter(named -> named instanceof Method.Reviews).isPresent()) {
            throw new ParameterException(spec.commandLine(),
                    "--method %s reads reviews, and a fitted state keeps none; use global or vote"
                            .formatted(ranks.get().label()));
        }
        embedderOptions.likeState(state);
        var score = new ScoreFitted(computeOptions.resources(embedderOptions), state, familyOptions.plan(), ranks);
        try (Console console = new Console(spec.commandLine().getErr(), false);
                ScoreFitted.Result result = score.run(console)) {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(new RankingJson(result.ranking(), result.manifest().samples(), result.steps()).line());
            } else {
                new RankingTable(result.ranking()).lines().forEach(out::println);
                new BeliefNotes(result.ranking().belief(), result.ranking().generators(), false).lines()
                        .forEach(out::println);
            }
            out.flush();
        }
    }

    private void print(ScoreResult result, Console console) {
        PrintWriter out = spec.commandLine().getOut();
        Ranking ranking = result.ranking();
        if (json) {
            out.println(new RankingJson(ranking, result.dataset().size(), result.steps()).line());
        } else {
            ranking.decision().ifPresent(decision -> {
                decision.lines().forEach(out::println);
                out.flush();
                console.note("next: " + decision.next()); // names the files, and is no part of the result
                out.println();
            });
            new RankingTable(ranking).lines().forEach(out::println);
            ranking.reviews().map(reviews -> new JudgeTable(reviews).lines()).ifPresent(
                    lines -> lines.forEach(out::println));
            new BeliefNotes(ranking.belief(), ranking.generators(), ranking.reviews().isPresent()).lines()
                    .forEach(out::println);
        }
        out.flush();
    }
}
