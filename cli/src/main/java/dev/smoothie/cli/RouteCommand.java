package dev.smoothie.cli;

import dev.smoothie.cli.Regime.Routed;
import dev.smoothie.cli.RoutedGeneration.Generated;
import dev.smoothie.engine.Belief;
import dev.smoothie.engine.Choice;
import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.FamilyChoice;
import dev.smoothie.engine.Method;
import dev.smoothie.engine.RouteWriter;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.SampleMap;
import dev.smoothie.engine.Samples;
import dev.smoothie.engine.Smoothie;
import dev.smoothie.engine.Spending;
import dev.smoothie.engine.compute.Backends;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.Price;
import dev.smoothie.engine.neighbors.Search;
import dev.smoothie.engine.parallel.Workers;
import dev.smoothie.engine.route.CostLimit;
import dev.smoothie.engine.route.Costs;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie route}: the main job. */
@Command(name = "route", description = "Route every sample to the generator that is best for it, without labels.", footer = {
        "", "A sample (an output may be null if it is missing, or a list of several):",
        "  {\"id\": \"q1\", \"input\": \"...\", \"generations\": {\"model-a\": \"...\", ...}}",
        "A route (quality sums to 1, higher is better; error is a squared distance):",
        "  {\"id\": \"q1\", \"model\": \"model-a\", \"generation\": \"...\",",
        "   \"quality\": {\"model-a\": 0.31, ...}, \"error\": {\"model-a\": 0.14, ...}}",
        "Routes go to OUT, a summary goes to standard error.", "", "Examples:",
        "  smoothie route outputs.jsonl -o routes.jsonl",
        "  smoothie route outputs.jsonl --view 'regex:answer is (.*)' --neighbors 1",
        "  smoothie route outputs.jsonl --input-embeddings x.npy --neighbors-search jvector",
        "  smoothie route outputs.jsonl --budget 1.5 -o routes.jsonl",
        "  smoothie route new-inputs.jsonl --train outputs.jsonl -o routes.jsonl",
        "  smoothie route prompts.jsonl --models models.yaml -o routes.jsonl"})
final class RouteCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = {"-o",
            "--output"}, paramLabel = "OUT", defaultValue = OutputFile.STANDARD_OUTPUT, description = "Where the routes go; the"
                    + " file appears whole or not at all. Default: standard output.")
    private String output;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--json", description = "The summary is one line of JSON, and nothing else goes to standard error.")
    private boolean json;

    @Mixin
    private ReportOption report;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private MethodOptions methodOptions;

    @Mixin
    private CostOptions costOptions;

    @Mixin
    private SearchOptions searchOptions;

    @Mixin
    private FamilyOptions familyOptions;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    /** What was asked for, checked before anything is done: the method, empty where one is to be chosen, and so on. */
    private record Settings(Optional<Method> method, Optional<CostLimit> limit, Optional<SearchOptions.Asked> search,
            View view, Workers workers, Backends.Choice choice, List<GeneratorSpec> asked,
            Map<String, Price> prices) {}

    @Override
    public void run() {
        training.check();
        samples.requireOneStandardInput(training.files());
        modelOptions.check(output, files.generations().isPresent());
        report.check();
        checkPlaces();
        Optional<CostLimit> limit = costOptions.limit();
        Optional<Method> named = methodOptions.named();
        if (named.isEmpty() && training.given()) {
            throw new ParameterException(spec.commandLine(),
                    "auto holds out outputs of the very samples that are routed, and --train routes before there are any; name a method and --neighbors");
        }
        if (modelOptions.given() && training.given() && named.orElseThrow().weighsOutputs()) {
            throw new ParameterException(spec.commandLine(),
                    "--method %s weighs the outputs of the samples themselves, and --models with --train asks for one of them only when the route is known; use local or global"
                            .formatted(named.get().label()));
        }
        named.ifPresent(method -> searchOptions.requireUse(method, training.given()));
        List<GeneratorSpec> asked = modelOptions.given() ? modelOptions.read() : List.of();
        var settings = new Settings(named, limit, searchOptions.asked(), embedderOptions.view(),
                computeOptions.workers(), computeOptions.backend(), asked, costOptions.prices(asked));
        if (modelOptions.given() && !training.given()) {
            // What would fail once the answers are there, and paid for.
            List<String> names = asked.stream().map(GeneratorSpec::name).toList();
            Dataset.requireGenerators(names, modelOptions.file());
            familyOptions.choice(names);
            costOptions.requirePrices(names, settings.prices());
        }
        try (OutputFile out = OutputFile.to(output);
                Session session = new Session(embedderOptions, settings.workers().threads(),
                        spec.commandLine().getErr(), json)) {
            Optional<OutputFile> page = report.open(session);
            session.note("backend: " + settings.choice().why());
            Arena arena = session.arena();
            Search search = session.search(settings.search(), training.given() ? training.inputs() : files.inputs());
            Dataset prompts = session.scan(samples.names());
            if (modelOptions.given()) {
                EmbeddedDataset.requireInputs(prompts, files.inputs());
            }
            Optional<RoutedGeneration> generation = generation(session, settings.asked());
            Optional<Dataset> dataset = training.given()
                    ? Optional.of(prompts)
                    : generated(session, prompts, generation.map(models -> () -> models.all(prompts)));
            if (dataset.isPresent()) {
                route(session, arena, settings, search, dataset.get(), generation, out, page);
            }
        }
    }

    private void checkPlaces() {
        FilePlaces places = new FilePlaces(spec).writes("--output", output);
        samples.addTo(places);
        training.addTo(places);
        modelOptions.addTo(places, output);
        files.addTo(places);
        costOptions.addTo(places);
        familyOptions.addTo(places);
        report.addTo(places);
        places.check();
    }

    private void route(Session session, Arena arena, Settings settings, Search search, Dataset dataset,
            Optional<RoutedGeneration> generation, OutputFile out, Optional<OutputFile> page) {
        Dataset learned = training.given() ? session.scan(training.files()) : dataset;
        learned.requireGenerators();
        List<String> generators = learned.generators();
        var smoothie = new Smoothie(settings.choice().backend(), settings.workers(), generators::get, search);
        FamilyChoice families = familyOptions.choice(generators);
        Costs costs = costOptions.costs(training.given() ? List.of(dataset, learned) : List.of(dataset), generators,
                settings.prices());
        var regime = new Regime(session, arena, smoothie, settings.view(), files);
        Routed routed = training.given()
                ? regime.trainTime(training, learned, dataset, settings.method().orElseThrow(), generation)
                : regime.testTime(dataset, settings.method(), methodOptions, report.given());
        Optional<Spending> spending = costs.complete()
                ? Optional.of(Spending.of(routed.routing(), costs, settings.limit(), routed.eligible()))
                : Optional.empty();
        Routing routing = spending.map(Spending::routing).orElse(routed.routing());
        settings.choice().backend().decisions().forEach(session::note);
        Optional<Dataset> written = training.given()
                ? generated(session, dataset,
                        generation.map(models -> () -> models.chosen(dataset, generators, routing.routes())))
                : Optional.of(dataset);
        if (written.isEmpty()) {
            return;
        }
        new RouteWriter(written.get(), generators).write(routing, out.writer());
        out.commit();
        Belief belief = smoothie.believe(arena, routed.judged(), routing.global(),
                OptionalInt.of(routing.method().neighborhood()), families);
        var ranking = new Ranking(routing.global(), generators, belief, Optional.of(routing), spending);
        summarize(session, ranking, costs, dataset.size());
        page.ifPresent(file -> write(file, new RankingJson(ranking, dataset.size(), session.steps()), dataset,
                routed.samples()));
    }

    /** The samples with what was generated for them, or as they are where nothing is; empty if the process is ending. */
    private static Optional<Dataset> generated(Session session, Dataset dataset,
            Optional<Supplier<Optional<Generated>>> generation) {
        if (generation.isEmpty()) {
            return Optional.of(dataset);
        }
        Optional<Generated> generated = generation.get().get();
        generated.ifPresent(session::report);
        return generated.map(Generated::dataset);
    }

    private Optional<RoutedGeneration> generation(Session session, List<GeneratorSpec> asked) {
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        session.requireEmbedder();
        Path target = GenerateCommand.target(spec, modelOptions.target(output).orElseThrow());
        return Optional.of(new RoutedGeneration(session, asked, target, modelOptions.retryFailed(),
                spec.commandLine().getErr()));
    }

    private void write(OutputFile file, RankingJson ranking, Dataset dataset, Samples embedded) {
        Routing routing = ranking.ranking().routing().orElseThrow();
        List<MethodRoutes> routes = List.of(new MethodRoutes(routing.method().label(), routing.routes()));
        Optional<MapJson> map = SampleMap.of(embedded, MapJson.MOST_POINTS).map(drawn -> new MapJson(drawn, dataset,
                ranking.ranking().generators(), routing.errors(), routes, Optional.empty()));
        new ReportPage(report.command(), ranking, routing.method().label(), routes,
                IntStream.range(0, dataset.size()).toArray(), map, Optional.empty(), Optional.empty())
                .write(file.writer());
        file.commit();
    }

    private void summarize(Session session, Ranking ranking, Costs costs, int size) {
        if (json) {
            session.print(new RankingJson(ranking, size, session.steps()).line());
        } else {
            session.note("");
            ranking.table().forEach(session::note);
            SpendingNotes.line(costs, ranking.spending(), ranking.generators()).ifPresent(session::note);
            new BeliefNotes(ranking.belief(), ranking.generators()).lines().forEach(session::note);
        }
    }
}
