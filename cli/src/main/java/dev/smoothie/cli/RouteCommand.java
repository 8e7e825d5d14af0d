package dev.smoothie.cli;

import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.Method;
import dev.smoothie.engine.RouteWriter;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.Smoothie;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smoothie route}: the main job. */
@Command(name = "route", description = "Route every sample to the generator that is best for it, without labels.", footer = {
        "",
        "Routes go to standard output or OUT as JSON lines, a summary to standard error.", "",
        "With --train, neighbours and estimates come from the training files, and the samples of INPUT need an input only.",
        "", "Example: smoothie route outputs.jsonl -o routes.jsonl"})
final class RouteCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = "Samples: JSON lines, AlpacaEval's model_outputs.json"
            + " files (one for each model), or the reference's dataset.jsonl and {model}_test.json files; .gz is unpacked, - is"
            + " standard input.")
    private List<String> inputs;

    @Option(names = {"-o",
            "--output"}, paramLabel = "OUT", defaultValue = "-", description = "Where the routes go. Appears whole"
                    + " or not at all. Default: standard output.")
    private String output;

    @Option(names = "--train", paramLabel = "FILE", arity = "1..*", description = "Learn from these samples instead; put INPUT"
            + " before it.")
    private List<String> train;

    @Option(names = "--input-embeddings", paramLabel = "X.npy", description = "Embeddings of the inputs, [n, d] float32.")
    private Path inputEmbeddings;

    @Option(names = "--generation-embeddings", paramLabel = "L.npy", description = "Embeddings of the outputs, [n, m, d].")
    private Path generationEmbeddings;

    @Option(names = "--train-input-embeddings", paramLabel = "X.npy", description = "The same for the training samples.")
    private Path trainInputEmbeddings;

    @Option(names = "--train-generation-embeddings", paramLabel = "L.npy", description = "The same for the training samples.")
    private Path trainGenerationEmbeddings;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Mixin
    private MethodOptions methodOptions;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        if (train == null && (trainInputEmbeddings != null || trainGenerationEmbeddings != null)) {
            throw new ParameterException(spec.commandLine(), "embeddings of training samples need --train");
        }
        Method method = methodOptions.method();
        View view = embedderOptions.view();
        var workers = computeOptions.workers();
        var choice = computeOptions.backend();
        try (OutputFile out = OutputFile.to(output);
                Session session = new Session(embedderOptions, workers.threads(), spec.commandLine().getErr())) {
            session.note("backend: " + choice.why());
            Dataset dataset = session.scan(inputs);
            Dataset training = train == null ? dataset : session.scan(train);
            training.requireGenerators();
            List<String> generators = training.generators();
            var smoothie = new Smoothie(choice.backend(), workers, generators::get);
            Routing routing = train == null
                    ? testTime(session, smoothie, dataset, method, view)
                    : trainTime(session, smoothie, training, dataset, method, view);
            new RouteWriter(dataset, generators).write(routing, out.writer());
            out.commit();
            summarize(session, new Ranking(routing.global(), generators, Optional.of(routing)), dataset.size());
        }
    }

    private Routing testTime(Session session, Smoothie smoothie, Dataset dataset, Method method, View view) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        if (neighbors(method) > 1) {
            needed.add(Part.INPUTS);
        }
        Arena arena = session.arena();
        EmbeddedDataset samples = load(session, arena, dataset, dataset.generators(), needed, inputEmbeddings,
                generationEmbeddings, view);
        return smoothie.route(arena, samples.samples(), method);
    }

    private Routing trainTime(Session session, Smoothie smoothie, Dataset training, Dataset dataset, Method method,
            View view) {
        List<String> generators = training.generators();
        boolean weighsOutputs = method instanceof Method.Posterior;
        if (weighsOutputs && !dataset.hasGenerations()) {
            throw new SmoothieException(
                    "--method posterior weighs the outputs of the samples themselves, and %s has none"
                            .formatted(String.join(", ", inputs)));
        }
        Set<Part> learned = EnumSet.of(Part.GENERATIONS);
        Set<Part> needed = EnumSet.noneOf(Part.class);
        if (neighbors(method) > 0) {
            learned.add(Part.INPUTS);
            needed.add(Part.INPUTS);
        }
        if (weighsOutputs) {
            needed.add(Part.GENERATIONS);
        }
        Arena arena = session.arena();
        EmbeddedDataset known = load(session, arena, training, generators, learned, trainInputEmbeddings,
                trainGenerationEmbeddings, view);
        EmbeddedDataset samples = load(session, arena, dataset, generators, needed, inputEmbeddings,
                generationEmbeddings, view);
        return smoothie.route(arena, known.samples(), samples.samples(), method,
                (sample, generator) -> eligible(dataset, sample, generators.get(generator), weighsOutputs));
    }

    /** Before anything is generated every generator is eligible, but for one whose output is known to be missing. */
    private static boolean eligible(Dataset dataset, int sample, String generator, boolean mustExist) {
        if (!dataset.generators().contains(generator)) {
            return !mustExist;
        }
        int index = dataset.index(generator);
        return mustExist ? dataset.present(sample, index) : !dataset.explicitlyMissing(sample, index);
    }

    /** k, or 0 where the method looks up no neighbours. */
    private static int neighbors(Method method) {
        return switch (method) {
            case Method.Global _ -> 0;
            case Method.Local(int k) -> k;
            case Method.Posterior(var k) -> k.orElse(0);
        };
    }

    private static EmbeddedDataset load(Session session, Arena arena, Dataset dataset, List<String> generators,
            Set<Part> needed, Path inputs, Path generations, View view) {
        var origin = session.origin(Optional.ofNullable(inputs), Optional.ofNullable(generations), view);
        EmbeddedDataset embedded = EmbeddedDataset.load(arena, dataset, generators, needed, origin);
        embedded.report().ifPresent(report -> session.report(report, view));
        return embedded;
    }

    private void summarize(Session session, Ranking ranking, int samples) {
        if (json) {
            session.note(ranking.json(samples));
        } else {
            session.note("");
            ranking.table().forEach(session::note);
        }
    }
}
