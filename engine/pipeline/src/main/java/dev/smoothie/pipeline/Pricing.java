package dev.smoothie.pipeline;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.costs.CostReader;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.generation.Price;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prices of generators, and the limit of costs that samples are routed under.
 *
 * @param limit
 *            the limit; empty if costs decide nothing
 * @param prices
 *            of generators, by name, used for outputs whose costs the samples do not state
 */
public record Pricing(Optional<CostLimit> limit, Map<String, Price> prices) {

    /** No limit and no prices. */
    public static final Pricing NONE = new Pricing(Optional.empty(), Map.of());

    public Pricing {
        prices = Map.copyOf(prices);
    }

    /**
     * Checks that every generator has a price, if there is a limit. Called before any generator is asked, because
     * otherwise the costs of its answers would not be known.
     *
     * @throws dev.smoothie.core.failure.CoreException
     *             naming the first generator without a price
     */
    void requirePrices(List<String> generators) {
        double[] known = generators.stream()
                .mapToDouble(generator -> prices.containsKey(generator) ? 0 : Double.NaN).toArray();
        require(Costs.of(known), generators);
    }

    /**
     * What an answer of each generator costs: as the first of these datasets states it, otherwise estimated from its
     * price.
     *
     * @throws dev.smoothie.core.failure.CoreException
     *             if there is a limit and the cost of a generator is not known
     */
    Costs costs(List<Dataset> datasets, List<String> generators, Workers workers) {
        return costs(datasets, generators, Optional.empty(), workers);
    }

    /** The same; for generators of which nothing is known so, what is known already. */
    Costs costs(List<Dataset> datasets, List<String> generators, Optional<Costs> known, Workers workers) {
        Costs read = datasets.stream().map(dataset -> CostReader.read(dataset, generators, prices, workers))
                .reduce(Costs::or)
                .orElseThrow();
        Costs costs = known.map(read::or).orElse(read);
        require(costs, generators);
        return costs;
    }

    private void require(Costs costs, List<String> generators) {
        limit.ifPresent(asked -> costs.require(generators, switch (asked) {
            case CostLimit.Budget _ -> "--budget";
            case CostLimit.Weight _ -> "--cost-weight";
        }));
    }
}
