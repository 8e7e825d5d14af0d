package dev.smoothie.cli;

import dev.smoothie.engine.Belief;
import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.FamilyChoice;
import dev.smoothie.engine.Method;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.SampleMap;
import dev.smoothie.engine.Samples;
import dev.smoothie.engine.Smoothie;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.engine.estimate.GlobalEstimate;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smoothie score}: the ranking of the generators over the whole set. */
@Command(name = "score", description = "Rank the generators over the whole set, without labels.", footer = {"",
        "Quality sums to 1, higher is better. Error is the estimated squared distance to the truth in embedding space, lower is"
                + " better, with its standard error. 'behind best' is its paired difference to the best, with half its 95 %%"
                + " interval; 'rank' the places that a generator can have, those of all at once at 95 %%.",
        "'signal' says whether the scores mean anything: strong, weak or none, and why.",
        "", "Example: smoothie score outputs.jsonl"})
final class ScoreCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = "--json", description = "Print the ranking as one line of JSON.")
    private boolean json;

    @Mixin
    private ReportOption report;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Option(order = OptionSections.FILES, names = "--generation-embeddings", paramLabel = "L.npy", description = "Of the"
            + " outputs, [n, m, d], the generators in order of their first appearance; [n, r, m, d] for lists of up to r outputs.")
    private Path generationEmbeddings;

    @Mixin
    private FamilyOptions familyOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        samples.requireOneStandardInput(List.of());
        report.check();
        FilePlaces places = new FilePlaces(spec).reads("--generation-embeddings",
                Optional.ofNullable(generationEmbeddings));
        samples.addTo(places);
        familyOptions.addTo(places);
        report.addTo(places);
        places.check();
        View view = embedderOptions.view();
        var workers = computeOptions.workers();
        var choice = computeOptions.backend();
        try (Session session = new Session(embedderOptions, workers.threads(), spec.commandLine().getErr(), false)) {
            Optional<OutputFile> page = report.open(session);
            session.note("backend: " + choice.why());
            Dataset dataset = session.scan(samples.names());
            dataset.requireGenerators();
            List<String> generators = dataset.generators();
            FamilyChoice families = familyOptions.choice(generators);
            Arena arena = session.arena();
            var origin = session.origin(Optional.empty(), Optional.ofNullable(generationEmbeddings), view);
            var embedded = EmbeddedDataset.load(arena, dataset, generators, EnumSet.of(Part.GENERATIONS), origin);
            embedded.report().ifPresent(report -> session.report(report, view));
            var smoothie = new Smoothie(choice.backend(), workers, generators::get);
            GlobalEstimate estimate = smoothie.score(arena, embedded.samples());
            choice.backend().decisions().forEach(session::note);
            Belief belief = smoothie.believe(arena, embedded.samples(), estimate, OptionalInt.empty(), families);
            var ranking = new RankingJson(new Ranking(estimate, generators, belief, Optional.empty(), Optional.empty()),
                    dataset.size(), session.steps());
            print(ranking);
            page.ifPresent(file -> write(file, ranking, dataset, embedded.samples(),
                    smoothie.route(arena, embedded.samples(), new Method.Local(1))));
        }
    }

    private void print(RankingJson json) {
        PrintWriter out = spec.commandLine().getOut();
        Ranking ranking = json.ranking();
        if (this.json) {
            out.println(json.line());
        } else {
            ranking.table().forEach(out::println);
            new BeliefNotes(ranking.belief(), ranking.generators()).lines().forEach(out::println);
        }
        out.flush();
    }

    /** A page needs to say something of single samples: what their own outputs say. */
    private void write(OutputFile file, RankingJson ranking, Dataset dataset, Samples embedded, Routing own) {
        List<MethodRoutes> routes = List.of(new MethodRoutes(own.method().label(), own.routes()));
        Optional<MapJson> map = SampleMap.of(embedded, MapJson.MOST_POINTS).map(drawn -> new MapJson(drawn, dataset,
                dataset.generators(), own.errors(), routes, Optional.empty()));
        new ReportPage(report.command(), ranking, own.method().label(), routes,
                IntStream.range(0, dataset.size()).toArray(), map, Optional.empty(), Optional.empty())
                .write(file.writer());
        file.commit();
    }
}
