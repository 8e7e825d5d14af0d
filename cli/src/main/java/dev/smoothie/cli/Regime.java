package dev.smoothie.cli;

import dev.smoothie.engine.Choice;
import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.Method;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.Samples;
import dev.smoothie.engine.Smoothie;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.engine.route.Router.Eligible;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How samples come to be routed: by their own outputs (test time), or by those of other samples (train time).
 *
 * @param session
 *            of the command
 * @param arena
 *            where vectors and results live
 * @param smoothie
 *            what estimates
 * @param view
 *            what of outputs is embedded
 * @param files
 *            embeddings of the samples that are there already
 */
record Regime(Session session, Arena arena, Smoothie smoothie, View view, EmbeddingFiles files) {

    /**
     * What came of it.
     *
     * @param routing
     *            routes
     * @param judged
     *            the samples that the generators were judged by
     * @param samples
     *            those that were routed
     * @param eligible
     *            to what they may be routed
     */
    record Routed(Routing routing, Samples judged, Samples samples, Eligible eligible) {}

    /**
     * Routes samples by their own outputs.
     *
     * @param named
     *            the method; empty where one is to be chosen among the candidates of {@code methods}
     * @param drawn
     *            whether inputs whose embeddings are there are of use even where the method has none for them
     */
    Routed testTime(Dataset dataset, Optional<Method> named, MethodOptions methods, boolean drawn) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        boolean onMap = drawn && files.inputs().isPresent();
        if (onMap || named.map(Method::neighborhood).orElse(Integer.MAX_VALUE) > 1) {
            needed.add(Part.INPUTS);
        }
        Samples samples = load(dataset, dataset.generators(), needed, files.inputs(), files.generations());
        Routing routing = smoothie.route(arena, samples, named.orElseGet(() -> choose(samples, methods)));
        return new Routed(routing, samples, samples, Smoothie.present(samples));
    }

    private Method choose(Samples samples, MethodOptions methods) {
        Choice choice = smoothie.choose(arena, samples, methods.candidates());
        session.note("method: " + choice.why());
        return choice.method();
    }

    /**
     * Routes samples by the outputs of others.
     *
     * @param learned
     *            the others, of {@code training}
     * @param generation
     *            who will be asked for the outputs of {@code dataset}; without, they are there or need not be
     */
    Routed trainTime(TrainingOptions training, Dataset learned, Dataset dataset, Method method,
            Optional<RoutedGeneration> generation) {
        List<String> generators = learned.generators();
        boolean weighsOutputs = method.weighsOutputs();
        if (weighsOutputs && !dataset.hasGenerations()) {
            throw new SmoothieException(
                    "--method %s weighs the outputs of the samples themselves, and %s has none; use another method"
                            .formatted(method.label(), String.join(", ", dataset.source().names())));
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
        Samples teachers = load(learned, generators, known, training.inputs(), training.generations());
        Samples samples = load(dataset, generators, needed, files.inputs(), files.generations());
        boolean[] askable = generation.map(asked -> asked.askable(generators)).orElse(null);
        Eligible eligible = (sample, generator) -> askable == null
                ? eligible(dataset, sample, generators.get(generator), weighsOutputs)
                : askable[generator];
        return new Routed(smoothie.route(arena, teachers, samples, method, eligible), teachers, samples, eligible);
    }

    /** Before anything is generated every generator is eligible, but for one whose output is known to be missing. */
    private static boolean eligible(Dataset dataset, int sample, String generator, boolean mustExist) {
        if (!dataset.generators().contains(generator)) {
            return !mustExist;
        }
        int index = dataset.index(generator);
        return mustExist ? dataset.present(sample, index) : !dataset.explicitlyMissing(sample, index);
    }

    private Samples load(Dataset dataset, List<String> generators, Set<Part> needed, Optional<Path> inputs,
            Optional<Path> generations) {
        EmbeddedDataset embedded = EmbeddedDataset.load(arena, dataset, generators, needed,
                session.origin(inputs, generations, view));
        embedded.report().ifPresent(report -> session.report(report, view));
        return embedded.samples();
    }
}
