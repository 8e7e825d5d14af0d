package dev.smoothie.pipeline;

import dev.smoothie.core.Method;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.report.Steps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Ranks the generators of a fitted state, whose samples need not be there any more. This is the use case of
 * {@code smoothie score --fitted}.
 *
 * @param resources
 *            the backend and the threads; the view and the comparison must be those of the state
 * @param fitted
 *            the folder of the state
 * @param families
 *            how families are found, each of which counts as one generator when the ranking is computed again
 * @param method
 *            what the ranking is by, global or vote; empty for vote where answers were fitted
 */
public record ScoreFitted(Resources resources, Path fitted, FamilyPlan families, Optional<Method> method) {

    /**
     * The ranking, and of what.
     *
     * @param manifest
     *            of the state
     * @param steps
     *            how long they took
     * @param closing
     *            frees what the ranking reads
     */
    public record Result(Ranking ranking, FittedManifest manifest, Steps steps,
            Runnable closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.run();
        }
    }

    /**
     * Ranks the generators.
     *
     * @return the result, which the caller closes
     * @throws dev.smoothie.spi.SmoothieException
     *             if the state cannot be used
     * @throws dev.smoothie.core.failure.CoreException
     *             if it does not allow the method
     */
    public Result run(Listener listener) {
        return Session.run(resources, listener, session -> Optional.of(run(session))).orElseThrow();
    }

    private Result run(Session session) {
        session.listener().note("backend: " + resources.backend().get().why());
        FittedState state = session.state(fitted);
        List<String> generators = state.generators();
        Smoothie smoothie = session.smoothie(generators, new NeighborLookup.Exact());
        Method asked = resources.compare().of(method.orElseGet(() -> state.manifest().votes().isPresent()
                ? new Method.Vote(OptionalInt.empty(), false)
                : new Method.Global()));
        if (method.isEmpty()) {
            session.listener().note("method: %s, because %s; --method names another".formatted(asked.label(),
                    state.manifest().votes().isPresent() ? "answers were fitted" : "whole texts were fitted"));
        }
        // The samples are routed, as score does, but nobody asks where to.
        var routing = smoothie.route(session.arena(), state.samples(), state.fitted(), state.samples(), asked,
                (_, _) -> true);
        var belief = smoothie.believe(session.arena(), state.samples(), routing, families.among(generators),
                Optional.of(state.manifest().lengths()));
        return new Result(new Ranking(routing.global(), generators, belief, Optional.empty(), Optional.empty()),
                state.manifest(), session.steps(), session::close);
    }
}
