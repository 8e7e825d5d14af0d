package dev.smoothie.pipeline;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.Ranking;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ranks the generators over all samples of some files, without labels. This is the use case of {@code smoothie score}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param samples
 *            samples with outputs; embeddings of their inputs are ignored
 * @param families
 *            how families are found, each of which counts as one generator when the ranking is computed again
 * @param method
 *            what the ranking is by: global, vote, or reviews
 */
public record Score(Resources resources, Sources samples, FamilyPlan families, Method method) {

    public Score {
        if (!(method instanceof Method.Global || method instanceof Method.Vote || method instanceof Method.Reviews)) {
            throw new IllegalArgumentException("generators are not ranked by " + method.label());
        }
    }

    /** A use case that finds families from the data. */
    public static Score of(Resources resources, Sources samples) {
        return new Score(resources, samples, new FamilyPlan.Found(), new Method.Global());
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
        FamilyChoice choice = families.among(generators);
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        Samples embedded = method instanceof Method.Reviews reviews
                ? session.reviewed(dataset, generators, needed, samples, reviews)
                : session.compared(dataset, generators, needed, samples);
        Smoothie smoothie = session.smoothie(generators, new NeighborLookup.Exact());
        Routing routing = smoothie.route(session.arena(), embedded, resources.compare().of(method), dataset::present);
        routing.decisions().forEach(session.listener()::note);
        var belief = smoothie.believe(session.arena(), embedded, routing, choice);
        return new ScoreResult(session, dataset, embedded,
                () -> embedded.generations().isEmpty()
                        ? routing
                        : smoothie.route(session.arena(), embedded, new Method.Local(1)),
                new Ranking(routing.global(), generators, belief, Optional.empty(), Optional.empty(),
                        routing.reviews()));
    }
}
