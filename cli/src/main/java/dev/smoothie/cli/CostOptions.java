package dev.smoothie.cli;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.ModelsFile;
import dev.smoothie.engine.generate.Price;
import dev.smoothie.engine.route.CostLimit;
import dev.smoothie.engine.route.Costs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What answers cost, and how much that counts. */
final class CostOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.COST, names = "--budget", paramLabel = "B", description = "Spend at most this much money for"
            + " 1000 inputs, in the mean over them, where it costs the least quality.")
    private Double budget;

    @Option(order = OptionSections.COST
            + 1, names = "--cost-weight", paramLabel = "W", description = "Route to the smallest error + W x cost, the cost being"
                    + " money for 1000 inputs; 0 is as without.")
    private Double weight;

    @Option(order = OptionSections.COST
            + 2, names = "--prices", paramLabel = "models.yaml", description = "Prices of generators of whose outputs the samples"
                    + " say no \"cost\"; tokens are then estimated, four characters each.")
    private Path pricesFile;

    /** What was asked for; checks it. */
    Optional<CostLimit> limit() {
        if (budget != null && weight != null) {
            throw new ParameterException(spec.commandLine(),
                    "--budget and --cost-weight are two ways to say how much a smaller error may cost; give one of them");
        }
        if (budget != null) {
            return Optional.of(new CostLimit.Budget(amount("--budget", budget)));
        }
        return Optional.ofNullable(weight).map(given -> new CostLimit.Weight(amount("--cost-weight", given)));
    }

    void addTo(FilePlaces places) {
        places.reads("--prices", Optional.ofNullable(pricesFile));
    }

    private double amount(String option, double amount) {
        if (!(amount >= 0 && Double.isFinite(amount))) {
            throw new ParameterException(spec.commandLine(),
                    "%s must be a finite number of at least 0, got %s".formatted(option, amount));
        }
        return amount;
    }

    /** Prices of {@code --prices}, and of {@code others} where it says nothing. */
    Map<String, Price> prices(List<GeneratorSpec> others) {
        var prices = new HashMap<>(ModelsFile.prices(others));
        if (pricesFile != null) {
            prices.putAll(ModelsFile.prices(ModelsFile.read(pricesFile)));
        }
        return prices;
    }

    /**
     * Checks before generators are asked that what their answers cost will be known, if there is a limit.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             naming the first without a price
     */
    void requirePrices(List<String> generators, Map<String, Price> prices) {
        double[] known = generators.stream()
                .mapToDouble(generator -> prices.containsKey(generator) ? 0 : Double.NaN).toArray();
        limit().ifPresent(_ -> Costs.of(known).require(generators, option()));
    }

    private String option() {
        return budget != null ? "--budget" : "--cost-weight";
    }

    /**
     * What an answer of each generator costs, by the first of these datasets that says it, else by its price.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if there is a limit and the cost of a generator is not known
     */
    Costs costs(List<Dataset> datasets, List<String> generators, Map<String, Price> prices) {
        Costs costs = datasets.stream().map(dataset -> Costs.read(dataset, generators, prices)).reduce(Costs::or)
                .orElseThrow();
        limit().ifPresent(_ -> costs.require(generators, option()));
        return costs;
    }
}
