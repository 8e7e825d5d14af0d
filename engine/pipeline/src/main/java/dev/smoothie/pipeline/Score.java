package dev.smoothie.pipeline;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.pipeline.embedding.EmbeddedDataset;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.embedding.OutputLengths;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.truth.GivenLabels;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Ranks the generators over all samples of some files, without labels. This is the use case of {@code smoothie score}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param samples
 *            samples with outputs; a file of embeddings of their inputs must fit them, and is not needed
 * @param families
 *            how families are found, each of which counts as one generator when the ranking is computed again
 * @param method
 *            what the ranking is by, global, vote or reviews; empty for vote where answers are compared, and global where
 *            whole texts are. With labels, what these are compared with
 * @param labels
 *            scores of some samples, to learn from
 */
public record Score(Resources resources, Sources samples, FamilyPlan families, Optional<Method> method,
        Optional<LabelFile> labels) {

    public Score {
        method.filter(named -> !(named instanceof Method.Global || named instanceof Method.Vote
                || named instanceof Method.Reviews)).ifPresent(named -> {
                    throw new IllegalArgumentException("generators are not ranked by " + named.label());
                });
    }

    /** A use case without labels. */
    public Score(Resources resources, Sources samples, FamilyPlan families, Optional<Method> method) {
        this(resources, samples, families, method, Optional.empty());
    }

    /** The same with what {@code file} teaches. */
    public Score withLabels(LabelFile file) {
        return new Score(resources, samples, families, method, Optional.of(file));
    }

    /** A use case that finds families from the data. */
    public static Score of(Resources resources, Sources samples) {
        return new Score(resources, samples, new FamilyPlan.Found(), Optional.empty());
    }

    /**
     * Ranks the generators.
     *
     * @return the result, which the caller closes
     * @throws dev.smoothie.spi.SmoothieException
     *             if the samples or the plugins do not allow it
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it
     */
    public ScoreResult run(Listener listener) {
        return Session.run(resources, listener, session -> Optional.of(run(session))).orElseThrow();
    }

    private ScoreResult run(Session session) {
        session.listener().note("backend: " + resources.backend().get().why());
        Dataset dataset = session.scan(samples.files());
        dataset.requireGenerators();
        List<String> generators = dataset.generators();
        EmbeddedDataset.requireInputs(dataset, samples.inputEmbeddings());
        FamilyChoice choice = families.among(generators);
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        Optional<GivenLabels> given = labels.map(file -> file.read(session, generators));
        Method asked = method(session);
        Samples embedded = asked instanceof Method.Reviews reviews
                ? session.reviewed(dataset, generators, needed, samples, reviews)
                : session.compared(dataset, generators, needed, samples);
        Smoothie smoothie = session.smoothie(generators, new NeighborLookup.Exact());
        Optional<LabelFile.Learned> learned = given
                .map(found -> labels.orElseThrow().of(session, found, dataset, embedded, needed));
        Optional<LabelledRouting> labelled = learned
                .map(set -> smoothie.route(session.arena(), set.samples(), set.labels(), asked));
        labelled.ifPresent(found -> LabelFile.note(session, found));
        Routing routing = labelled.map(LabelledRouting::routing)
                .orElseGet(() -> smoothie.route(session.arena(), embedded, asked, dataset::present));
        routing.decisions().forEach(session.listener()::note);
        var belief = smoothie.believe(session.arena(), learned.map(LabelFile.Learned::samples).orElse(embedded),
                routing, choice, Optional.of(OutputLengths.of(dataset, generators, resources.workers())));
        var ranking = new Ranking(routing.global(), generators, belief, Optional.empty(), Optional.empty(), labelled,
                routing.reviews(), Optional.empty());
        return new ScoreResult(session, dataset, embedded,
                () -> embedded.generations().isEmpty()
                        ? routing
                        : smoothie.route(session.arena(), embedded, new Method.Local(1)),
                ranking.deciding(new Decider(resources, samples, dataset, ranking, false).decision()));
    }

    private Method method(Session session) {
        Optional<String> answers = MethodPlan.answers(resources);
        Method ranks = method.orElseGet(
                () -> answers.isPresent() ? new Method.Vote(OptionalInt.empty(), false) : new Method.Global());
        if (method.isEmpty()) {
            session.listener().note("method: %s, because %s; --method names another".formatted(ranks.label(),
                    answers.orElse("whole texts are compared")));
        }
        return resources.compare().of(ranks);
    }
}
