package dev.smoothie.pipeline;

import dev.smoothie.core.Belief;
import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.Spending;
import dev.smoothie.core.evaluate.Calibration;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.Result;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.embedding.OutputLengths;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.EvaluationData;
import dev.smoothie.pipeline.report.MapJson;
import dev.smoothie.pipeline.report.MethodRoutes;
import dev.smoothie.pipeline.report.PageData;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.report.Steps;
import java.util.List;
import java.util.Optional;

/**
 * The result of an {@link Evaluate}: the samples, their embeddings, and how good every method is. It can be read until
 * it is closed. For use by one thread.
 */
public final class EvaluateResult implements AutoCloseable {
    /** How many bins the chart of quality against truth has. */
    private static final int BINS = 10;

    private final Session session;
    private final Smoothie smoothie;
    private final Dataset dataset;
    private final Samples samples;
    private final Method shown;
    private final EvaluationData found;

    EvaluateResult(Session session, Smoothie smoothie, Dataset dataset, Samples samples, Method shown,
            EvaluationData found) {
        this.session = session;
        this.smoothie = smoothie;
        this.dataset = dataset;
        this.samples = samples;
        this.shown = shown;
        this.found = found;
    }

    /** The samples. */
    public Dataset dataset() {
        return dataset;
    }

    /** The embeddings of the samples. */
    public Samples samples() {
        return samples;
    }

    /** The results of all methods, and of the bounds that they are compared with. */
    public EvaluationData evaluation() {
        return found;
    }

    /**
     * The data of the report. Single samples are shown as routed by local with the largest number of neighbours that
     * was asked for, up to the standard number, and under the limit of costs, if there is one. This is computed at each
     * call.
     */
    public PageData page() {
        Routing free = smoothie.route(session.arena(), samples, shown);
        Costs costs = found.priced().costs();
        Optional<Spending> spending = costs.complete()
                ? Optional.of(Spending.of(free, costs, found.priced().limit(), Smoothie.present(samples)))
                : Optional.empty();
        Routing routing = spending.map(Spending::routing).orElse(free);
        Belief belief = smoothie.believe(session.arena(), samples, routing,
                new FamilyChoice.Found(),
                Optional.of(OutputLengths.of(dataset, dataset.generators(), smoothie.workers())));
        Evaluation evaluation = found.evaluation();
        List<MethodRoutes> routes = evaluation.results().stream().map(Result::contestant)
                .filter(contestant -> contestant.routes().size() == 1)
                .map(contestant -> new MethodRoutes(contestant.name(), contestant.routes().getFirst())).toList();
        Optional<MapJson> map = MapJson.of(samples, dataset, evaluation.generators(), routing.errors(), routes,
                Optional.of(evaluation.contest().truth()));
        return new PageData(routing.method().label(),
                new Ranking(routing.global(), dataset.generators(), belief, Optional.empty(), spending), dataset.size(),
                steps(), routes, evaluation.contest().samples(), map, Optional.of(found),
                Optional.of(Calibration.of(routing.errors(), evaluation.contest(), BINS)));
    }

    /** How long embedding and searching took, and how much they did. */
    public Steps steps() {
        return session.steps();
    }

    /** Frees the embeddings and closes the plugins. */
    @Override
    public void close() {
        session.close();
    }
}
