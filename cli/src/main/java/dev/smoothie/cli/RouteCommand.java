package dev.smoothie.cli;

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
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.ModelsFile;
import dev.smoothie.engine.parallel.Workers;
import dev.smoothie.engine.route.CostLimit;
import dev.smoothie.engine.route.Costs;
import dev.smoothie.engine.route.Router.Eligible;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
            View view, Workers workers, Backends.Choice choice, List<GeneratorSpec> asked) {}

    /** Routes, the samples that the generators were judged by, those that were routed, and to what they may be. */
    private record Routed(Routing routing, Samples judged, Samples samples, Eligible eligible) {}

    @Override
    public void run() {
        training.check();
        samples.requireOneStandardInput(training.files());
        modelOptions.check(output, files.generations().isPresent());
        report.check(output);
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
        var settings = new Settings(named, limit, searchOptions.asked(), embedderOptions.view(),
                computeOptions.workers(), computeOptions.backend(),
                modelOptions.given() ? modelOptions.read() : List.of());
        if (modelOptions.given() && !training.given()) {
            Dataset.requireGenerators(settings.asked().stream().map(GeneratorSpec::name).toList(), modelOptions.file());
        }
        try (OutputFile out = OutputFile.to(output);
                Session session = new Session(embedderOptions, settings.workers().threads(),
                        spec.commandLine().getErr(), json)) {
            Optional<OutputFile> page = report.open(session);
            session.note("backend: " + settings.choice().why());
            Dataset prompts = session.scan(samples.names());
            Optional<RoutedGeneration> generation = generation(session, settings.asked());
            Optional<Dataset> dataset = training.given()
                    ? Optional.of(prompts)
                    : generated(session, prompts, generation.map(models -> () -> models.all(prompts)));
            if (dataset.isPresent()) {
                route(session, settings, dataset.get(), generation, out, page);
            }
        }
    }

    private void route(Session session, Settings settings, Dataset dataset, Optional<RoutedGeneration> generation,
            OutputFile out, Optional<OutputFile> page) {
        Dataset learned = training.given() ? session.scan(training.files()) : dataset;
        learned.requireGenerators();
        List<String> generators = learned.generators();
        Arena arena = session.arena();
        var smoothie = new Smoothie(settings.choice().backend(), settings.workers(), generators::get)
                .withSearch(session.search(settings.search(),
                        training.given() ? training.inputs() : files.inputs()));
        FamilyChoice families = familyOptions.choice(generators);
        View view = settings.view();
        Costs costs = costOptions.costs(training.given() ? List.of(dataset, learned) : List.of(dataset), generators,
                ModelsFile.prices(settings.asked()));
        Routed routed = training.given()
                ? trainTime(session, arena, smoothie, learned, dataset, settings.method().orElseThrow(), view,
                        generation)
                : testTime(session, arena, smoothie, dataset, settings.method(), view);
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
        Path target = GenerateCommand.target(spec, modelOptions.target(output).orElseThrow(), samples.names());
        return Optional.of(new RoutedGeneration(session, asked, target, modelOptions.retryFailed(),
                spec.commandLine().getErr()));
    }

    private Routed testTime(Session session, Arena arena, Smoothie smoothie, Dataset dataset, Optional<Method> named,
            View view) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        boolean onMap = report.given() && files.inputs().isPresent();
        if (onMap || named.map(Method::neighborhood).orElse(Integer.MAX_VALUE) > 1) {
            needed.add(Part.INPUTS);
        }
        EmbeddedDataset embedded = load(session, arena, dataset, dataset.generators(), needed, files.inputs(),
                files.generations(), view);
        Routing routing = smoothie.route(arena, embedded.samples(),
                named.orElseGet(() -> choose(session, smoothie, arena, embedded.samples())));
        return new Routed(routing, embedded.samples(), embedded.samples(),
                Smoothie.present(embedded.samples()));
    }

    private Method choose(Session session, Smoothie smoothie, Arena arena, Samples embedded) {
        Choice choice = smoothie.choose(arena, embedded, methodOptions.candidates());
        session.note("method: " + choice.why());
        return choice.method();
    }

    private Routed trainTime(Session session, Arena arena, Smoothie smoothie, Dataset learned, Dataset dataset,
            Method method, View view, Optional<RoutedGeneration> generation) {
        List<String> generators = learned.generators();
        boolean weighsOutputs = method.weighsOutputs();
        if (weighsOutputs && !dataset.hasGenerations()) {
            throw new SmoothieException(
                    "--method %s weighs the outputs of the samples themselves, and %s has none; use another method"
                            .formatted(method.label(), String.join(", ", samples.names())));
        }
        Set<Part> known = EnumSet.of(Part.GENERATIONS);
        Set<Part> needed = EnumSet.noneOf(Part.class);
        if (method.neighborhood() > 0) {
            known.add(Part.INPUTS);
            needed.add(Part.INPUTS);
        }
        if (weighsOutputs) {
            needed.add(Part.GENERATIONS);
        }
        EmbeddedDataset teachers = load(session, arena, learned, generators, known,
                training.inputs(), training.generations(), view);
        EmbeddedDataset embedded = load(session, arena, dataset, generators, needed, files.inputs(),
                files.generations(), view);
        boolean[] askable = generation.map(asked -> asked.askable(generators)).orElse(null);
        Eligible eligible = (sample, generator) -> askable == null
                ? eligible(dataset, sample, generators.get(generator), weighsOutputs)
                : askable[generator];
        Routing routing = smoothie.route(arena, teachers.samples(), embedded.samples(), method, eligible);
        return new Routed(routing, teachers.samples(), embedded.samples(), eligible);
    }

    /** Before anything is generated every generator is eligible, but for one whose output is known to be missing. */
    private static boolean eligible(Dataset dataset, int sample, String generator, boolean mustExist) {
        if (!dataset.generators().contains(generator)) {
            return !mustExist;
        }
        int index = dataset.index(generator);
        return mustExist ? dataset.present(sample, index) : !dataset.explicitlyMissing(sample, index);
    }

    private static EmbeddedDataset load(Session session, Arena arena, Dataset dataset, List<String> generators,
            Set<Part> needed, Optional<Path> inputs, Optional<Path> generations, View view) {
        var origin = session.origin(inputs, generations, view);
        EmbeddedDataset embedded = EmbeddedDataset.load(arena, dataset, generators, needed, origin);
        embedded.report().ifPresent(report -> session.report(report, view));
        return embedded;
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
