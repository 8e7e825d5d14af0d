package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.embedding.Silence;
import dev.smoothie.pipeline.fitted.FittedManifest.Texts;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.spi.SmoothieException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Routes samples by estimates from the outputs of others.
 *
 * @param teachers
 *            these others
 * @param dataset
 *            the samples to route
 * @param sources
 *            their files
 * @param generation
 *            who is asked for outputs once the routes are known
 */
record TrainTime(Session session, Smoothie smoothie, Teachers teachers, Dataset dataset, Sources sources,
        Optional<RouteGeneration> generation) {

    /**
     * Routes.
     *
     * @throws SmoothieException
     *             if the method cannot learn from others, or embeddings cannot be compared
     */
    Routed route(Method method) {
        if (method instanceof Method.Reviews) {
            throw new SmoothieException(
                    "--method %s reads reviews of the outputs that are routed, and learns nothing from other samples; leave %s out, or use another --method"
                            .formatted(method.label(),
                                    teachers instanceof Teachers.OfState ? "--fitted" : "--train"));
        }
        boolean weighsOutputs = method.weighsOutputs()
                && !(teachers instanceof Teachers.OfState && method instanceof Method.Vote);
        if (weighsOutputs && !dataset.hasGenerations()) {
            throw new SmoothieException(
                    "--method %s weighs the outputs of the samples that are routed, and %s has none; use --method local or --method global"
                            .formatted(method.label(), String.join(", ", dataset.source().names())));
        }
        Set<Part> needed = EnumSet.noneOf(Part.class);
        if (method.neighborhood() > 0) {
            needed.add(Part.INPUTS);
        }
        if (weighsOutputs) {
            needed.add(Part.GENERATIONS);
        }
        List<String> generators = teachers.generators();
        Eligible eligible = eligible(weighsOutputs);
        return switch (teachers) {
            case Teachers.OfFiles(Dataset learned, Sources files) -> {
                Set<Part> known = EnumSet.of(Part.GENERATIONS);
                known.addAll(needed);
                Samples training = session.compared(learned, generators, known, files);
                Samples embedded = session.compared(dataset, generators, needed, sources);
                yield new Routed(smoothie.route(session.arena(), training, embedded, method, eligible), training,
                        embedded, eligible);
            }
            case Teachers.OfState(FittedState state) -> {
                requireSame(state, needed);
                Samples embedded = session.compared(dataset, generators, needed, sources);
                yield new Routed(smoothie.route(session.arena(), state.samples(), state.fitted(), embedded, method,
                        eligible), state.samples(), embedded, eligible);
            }
        };
    }

    /** Checks that what will be embedded can be compared with what was fitted. */
    private void requireSame(FittedState state, Set<Part> needed) {
        if (needed.contains(Part.INPUTS)) {
            if (!state.manifest().inputs()) {
                throw new SmoothieException(
                        "%s was fitted to samples without inputs, so no neighbours can be looked up; use --method global"
                                .formatted(state.folder()));
            }
            if (sources.inputEmbeddings().isEmpty()) {
                session.requireEmbedder(state, Texts.INPUTS);
            }
        }
        if (needed.contains(Part.GENERATIONS) && sources.generationEmbeddings().isEmpty()
                && session.resources().compare() != Comparison.EQUALITY) {
            session.requireEmbedder(state, Texts.OUTPUTS);
        }
    }

    private Eligible eligible(boolean mustExist) {
        if (generation.isPresent()) {
            boolean[] askable = generation.get().askable(teachers.generators());
            return (_, generator) -> askable[generator];
        }
        return eligible(session, dataset, teachers.generators(), mustExist);
    }

    /**
     * Whether a sample may be routed to a generator. If its output need not exist yet, every generator is eligible
     * except those whose output is known to be missing. One whose output is there and says nothing is eligible only if
     * no other is.
     */
    static Eligible eligible(Session session, Dataset dataset, List<String> generators, boolean mustExist) {
        int[] columns = generators.stream()
                .mapToInt(generator -> dataset.generators().contains(generator) ? dataset.index(generator) : -1)
                .toArray();
        Eligible any = mustExist
                ? (sample, generator) -> columns[generator] >= 0 && dataset.present(sample, columns[generator])
                : (sample, generator) -> columns[generator] < 0
                        || !dataset.explicitlyMissing(sample, columns[generator]);
        if (!dataset.hasGenerations()) {
            return any;
        }
        Silence silence = Silence.of(dataset, session.resources().view(), session.resources().workers());
        if (silence.outputs() == 0) {
            return any;
        }
        Eligible speaking = (sample, generator) -> any.test(sample, generator)
                && (columns[generator] < 0 || !silence.only(dataset, sample, columns[generator]));
        return (sample, generator) -> speaking.test(sample, generator) || (any.test(sample, generator)
                && IntStream.range(0, columns.length).noneMatch(other -> speaking.test(sample, other)));
    }
}
