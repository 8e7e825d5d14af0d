package dev.smoothie.pipeline;

import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.PageData;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.report.Steps;
import java.util.function.Supplier;

/**
 * The result of a {@link Score}: the samples and the ranking of the generators. It can be read until it is closed. For
 * use by one thread.
 */
public final class ScoreResult implements AutoCloseable {
    private final Session session;
    private final Dataset dataset;
    private final Samples samples;
    private final Supplier<Routing> ownOutputs;
    private final Ranking ranking;

    ScoreResult(Session session, Dataset dataset, Samples samples, Supplier<Routing> ownOutputs, Ranking ranking) {
        this.session = session;
        this.dataset = dataset;
        this.samples = samples;
        this.ownOutputs = ownOutputs;
        this.ranking = ranking;
    }

    /** The samples. */
    public Dataset dataset() {
        return dataset;
    }

    /** The embeddings of the outputs. */
    public Samples samples() {
        return samples;
    }

    /**
     * The estimates for each sample from its own outputs alone: those of the method local with one neighbour, or where nothing was
     * embedded those of the reviews. Computed at each call.
     */
    public Routing ownOutputs() {
        return ownOutputs.get();
    }

    /** The ranking of the generators from the best to the worst, and how far it can be believed. */
    public Ranking ranking() {
        return ranking;
    }

    /** The data of the report. Single samples are shown as in {@link #ownOutputs}. */
    public PageData page() {
        return PageData.of(ranking, ownOutputs(), dataset, samples, steps());
    }

    /** How long embedding took, and how much it did. */
    public Steps steps() {
        return session.steps();
    }

    /** Frees the embeddings and closes the plugins. */
    @Override
    public void close() {
        session.close();
    }
}
