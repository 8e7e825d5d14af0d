package dev.smoothie.core;

import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Frontier;
import dev.smoothie.core.route.Frontier.Point;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.core.route.TradeOff;
import java.util.Optional;

/**
 * Routes under a limit of cost, what they cost, and what other ways to route would cost.
 *
 * @param routing
 *            with the routes under the limit
 * @param costs
 *            of the generators, complete
 * @param limit
 *            what was asked for; empty where the routes are those of the smallest error
 * @param chosen
 *            the routes as a point beside the frontier's
 * @param frontier
 *            what other ways to route would cost; its first point has the smallest error
 */
public record Spending(Routing routing, Costs costs, Optional<CostLimit> limit, Point chosen, Frontier frontier) {

    /**
     * Routes again, under a limit of cost.
     *
     * @param routing
     *            of the smallest error; its arena must be open
     * @param costs
     *            complete
     * @param eligible
     *            as it was routed with
     * @throws dev.smoothie.core.failure.CoreException
     *             if a budget cannot be kept
     */
    public static Spending of(Routing routing, Costs costs, Optional<CostLimit> limit, Eligible eligible) {
        TradeOff tradeOff = tradeOff(routing, costs, eligible);
        double weight = limit.map(tradeOff::weight).orElse(0.0);
        var routed = new Routing(routing.method(), routing.global(), routing.distances(),
                routing.errors(), tradeOff.route(weight),
                routing.neighbors(), routing.reviews(), routing.decisions());
        return new Spending(routed, costs, limit, tradeOff.point(weight), tradeOff.frontier());
    }

    /** The routes under a limit alone, as {@link #of} finds them: {@code [n]}. */
    static int[] routes(Routing routing, Costs costs, CostLimit limit, Eligible eligible) {
        TradeOff tradeOff = tradeOff(routing, costs, eligible);
        return tradeOff.route(tradeOff.weight(limit));
    }

    private static TradeOff tradeOff(Routing routing, Costs costs, Eligible eligible) {
        return new TradeOff(routing.errors(), routing.global().error(), costs, routing.routes().length, eligible);
    }
}
