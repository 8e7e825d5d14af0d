package dev.smoothie.pipeline;

import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.PageData;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.report.Steps;

/**
 * The result of a {@link Route}: the samples, their routes, and the ranking of the generators. It can be read until it
 * is closed. For use by one thread.
 */
public final class RouteResult implements AutoCloseable {
    private final Session session;
    private final Dataset dataset;
    private final Samples samples;
    private final Routing routing;
    private final Costs costs;
    private final Ranking ranking;

    RouteResult(Session session, Dataset dataset, Samples samples, Routing routing, Costs costs, Ranking ranking) {
        this.session = session;
        this.dataset = dataset;
        this.samples = samples;
        this.routing = routing;
        this.costs = costs;
        this.ranking = ranking;
    }

    /** The samples that were routed, without outputs that were generated after routing. */
    public Dataset dataset() {
        return dataset;
    }

    /** The embeddings of the samples, as far as the method needed them. */
    public Samples samples() {
        return samples;
    }

    /** The routes, and the estimated errors that they are based on. */
    public Routing routing() {
        return routing;
    }

    /** What answers cost, as far as that is known. */
    public Costs costs() {
        return costs;
    }

    /** The ranking of the generators from the best to the worst, and how far it can be believed. */
    public Ranking ranking() {
        return ranking;
    }

    /** The data of the report. */
    public PageData page() {
        return PageData.of(ranking, routing, dataset, samples, steps());
    }

    /** How long embedding, searching and generating took, and how much they did. */
    public Steps steps() {
        return session.steps();
    }

    /** Frees the embeddings and closes the plugins. */
    @Override
    public void close() {
        session.close();
    }
}
