package dev.smoothie.cli;

import dev.smoothie.engine.Belief;
import dev.smoothie.engine.ChoiceWriter;
import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.Evaluator;
import dev.smoothie.engine.Evaluator.Priced;
import dev.smoothie.engine.FamilyChoice;
import dev.smoothie.engine.Method;
import dev.smoothie.engine.Methods;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.SampleMap;
import dev.smoothie.engine.Samples;
import dev.smoothie.engine.Smoothie;
import dev.smoothie.engine.Spending;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.engine.evaluate.Calibration;
import dev.smoothie.engine.evaluate.Evaluation;
import dev.smoothie.engine.evaluate.Metric;
import dev.smoothie.engine.evaluate.PairedBootstrap;
import dev.smoothie.engine.evaluate.Result;
import dev.smoothie.engine.evaluate.Truth;
import dev.smoothie.engine.route.CostLimit;
import dev.smoothie.engine.route.Costs;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie evaluate}: methods held against the truth. */
@Command(name = "evaluate", description = "Hold all methods against the truth, where there is some, side by side.", footer = {
        "",
        "The truth is \"scores\" of the samples, or with --metric computed from their \"reference\", a string or a list:",
        "  {\"id\": \"q1\", \"input\": \"...\", \"generations\": {\"model-a\": \"...\", ...},",
        "   \"scores\": {\"model-a\": 1.0, ...}, \"reference\": \"...\", \"dataset\": \"...\"}",
        "Intervals are paired bootstrap intervals at 95 %% over the samples. 'best peer' is the best method without labels other"
                + " than the row's own; the oracles know the truth that they are judged by.",
        "", "Examples:", "  smoothie evaluate outputs.jsonl --neighbors 5,20",
        "  smoothie evaluate outputs.jsonl --budget 1.5",
        "  smoothie evaluate outputs.jsonl --metric rougeL --labels 0.1 --json"})
final class EvaluateCommand implements Runnable {
    /** Quantiles at 2.5 %% rest on 50 draws at each end. */
    private static final int REPLICATES = 2000;
    /** Of a page's chart of quality against truth. */
    private static final int BINS = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = {"-o",
            "--output"}, paramLabel = "OUT", description = "Where the choices of every method go, a JSON line for each sample; the"
                    + " file appears whole or not at all.")
    private String output;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--json", description = "Print the results as one line of JSON.")
    private boolean json;

    @Mixin
    private ReportOption report;

    @Option(order = OptionSections.METHOD, names = "--metric", paramLabel = "METRIC", description = {
            "Compute the truth from \"reference\", the best over the references of a sample:",
            "rouge1, rouge2, rougeL: as rouge_score does without its stemmer", "exact: the same text",
            "contains: the reference occurs in the output, in any case",
            "gsm8k: it occurs in the sentence that says \"the answer is\"", "numeric: the last number is the same"})
    private String metric;

    @Option(order = OptionSections.METHOD
            + 1, names = "--neighbors", paramLabel = "K", split = ",", description = "Local with these numbers of similar inputs,"
                    + " besides 1. Default: 5,20,50.")
    private List<Integer> neighbors;

    @Mixin
    private CostOptions costOptions;

    @Mixin
    private SearchOptions searchOptions;

    @Mixin
    private LabelOptions labelOptions;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        samples.requireOneStandardInput(List.of());
        Optional<Metric> chosen = Optional.ofNullable(metric).map(this::metric);
        List<Integer> neighborhoods = neighborhoods();
        labelOptions.check();
        Optional<CostLimit> limit = costOptions.limit();
        if (OutputFile.STANDARD_OUTPUT.equals(output)) {
            throw new ParameterException(spec.commandLine(),
                    "--output - would mix choices with the table on standard output; name a file");
        }
        report.check();
        FilePlaces places = new FilePlaces(spec).writes("--output", output);
        samples.addTo(places);
        labelOptions.addTo(places);
        files.addTo(places);
        costOptions.addTo(places);
        report.addTo(places);
        places.check();
        var approximate = searchOptions.asked();
        View view = embedderOptions.view();
        var workers = computeOptions.workers();
        var choice = computeOptions.backend();
        try (OutputFile out = output == null ? null : OutputFile.to(output);
                Session session = new Session(embedderOptions, workers.threads(), spec.commandLine().getErr(), false)) {
            Optional<OutputFile> page = report.open(session);
            session.note("backend: " + choice.why());
            Dataset dataset = session.scan(samples.names());
            dataset.requireGenerators();
            List<String> generators = dataset.generators();
            Arena arena = session.arena();
            Costs costs = costOptions.costs(List.of(dataset), generators, costOptions.prices(List.of()));
            var smoothie = new Smoothie(choice.backend(), workers, generators::get)
                    .withSearch(session.search(approximate, files.inputs()));
            Truth truth = Truth.read(arena, dataset, generators, chosen);
            Samples embedded = load(session, arena, dataset, view);
            boolean inputs = embedded.inputs().isPresent();
            if (!inputs) {
                session.note("without inputs, local with more than 1 neighbour and auto take no part");
            }
            var evaluator = new Evaluator(smoothie, generators,
                    new PairedBootstrap(REPLICATES, labelOptions.seed()));
            Evaluation evaluation = evaluator.evaluate(arena, embedded, truth, methods(neighborhoods, inputs),
                    inputs ? Methods.ALL : List.of(),
                    labelOptions.labelled(session, arena, embedded, truth, generators, chosen, view),
                    new Priced(costs, limit));
            if (out != null) {
                new ChoiceWriter(dataset).write(evaluation, out.writer());
                out.commit();
            }
            var found = new EvaluationReport(evaluation, chosen.map(Metric::label).orElse("scores"),
                    new Priced(costs, limit));
            print(session, found);
            page.ifPresent(file -> {
                Routing free = smoothie.route(arena, embedded, shown(neighborhoods, inputs));
                Optional<Spending> spending = costs.complete()
                        ? Optional.of(Spending.of(free, costs, limit, Smoothie.present(embedded)))
                        : Optional.empty();
                Routing routing = spending.map(Spending::routing).orElse(free);
                Belief belief = smoothie.believe(arena, embedded, routing.global(),
                        OptionalInt.of(routing.method().neighborhood()), new FamilyChoice.Found());
                var ranking = new Ranking(routing.global(), generators, belief, Optional.empty(), spending);
                write(file, new RankingJson(ranking, dataset.size(), session.steps()), found,
                        routing,
                        SampleMap.of(embedded, MapJson.MOST_POINTS), dataset);
            });
        }
    }

    private Metric metric(String name) {
        return Metric.of(name).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "--metric: there is no '%s'; known are %s".formatted(name, Metric.known())));
    }

    private List<Integer> neighborhoods() {
        List<Integer> asked = neighbors == null ? List.of(5, Methods.STANDARD_NEIGHBORS, 50) : neighbors;
        asked.stream().filter(k -> k < 1).findFirst().ifPresent(k -> {
            throw new ParameterException(spec.commandLine(), "--neighbors must be at least 1, got " + k);
        });
        return asked.stream().filter(k -> k > 1).distinct().toList();
    }

    /** Inputs are embedded where there are any: a set without them can be judged all the same. */
    private Samples load(Session session, Arena arena, Dataset dataset, View view) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        if (files.inputs().isPresent() || dataset.withoutInput() == 0 || neighbors != null || labelOptions.given()) {
            needed.add(Part.INPUTS);
        }
        var origin = session.origin(files.inputs(), files.generations(), view);
        var embedded = EmbeddedDataset.load(arena, dataset, dataset.generators(), needed, origin);
        embedded.report().ifPresent(report -> session.report(report, view));
        return embedded.samples();
    }

    private static List<Method> methods(List<Integer> neighborhoods, boolean inputs) {
        var methods = new ArrayList<Method>();
        methods.add(new Method.Global());
        methods.add(new Method.Local(1));
        if (inputs) {
            neighborhoods.forEach(k -> methods.add(new Method.Local(k)));
        }
        methods.add(new Method.Posterior(OptionalInt.empty()));
        methods.add(new Method.Consensus(OptionalInt.empty()));
        return methods;
    }

    private void print(Session session, EvaluationReport found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(found.json());
        } else {
            found.table().forEach(out::println);
        }
        out.flush();
        found.evaluation().notes().forEach(session::note);
    }

    /** The method whose errors of single samples a page shows: the widest neighbourhood that was asked for, up to the standard. */
    private static Method shown(List<Integer> neighborhoods, boolean inputs) {
        return new Method.Local(inputs
                ? neighborhoods.stream().filter(k -> k <= Methods.STANDARD_NEIGHBORS).max(Integer::compare)
                        .orElse(Methods.STANDARD_NEIGHBORS)
                : 1);
    }

    private void write(OutputFile file, RankingJson ranking, EvaluationReport found, Routing routing,
            Optional<SampleMap> drawn, Dataset dataset) {
        Evaluation evaluation = found.evaluation();
        List<MethodRoutes> routes = evaluation.results().stream().map(Result::contestant)
                .filter(contestant -> contestant.routes().size() == 1)
                .map(contestant -> new MethodRoutes(contestant.name(), contestant.routes().getFirst())).toList();
        Optional<MapJson> map = drawn.map(samples -> new MapJson(samples, dataset, evaluation.generators(),
                routing.errors(), routes, Optional.of(evaluation.contest().truth())));
        var calibration = Calibration.of(routing.errors(), evaluation.contest(), BINS);
        new ReportPage(report.command(), ranking, routing.method().label(), routes, evaluation.contest().samples(), map,
                Optional.of(found), Optional.of(calibration)).write(file.writer());
        file.commit();
    }
}
