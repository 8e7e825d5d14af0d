package dev.smoothie.cli.options;

import dev.smoothie.core.route.CostLimit;
import dev.smoothie.pipeline.Pricing;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.ModelsFile;
import dev.smoothie.pipeline.generation.Price;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options about what answers cost: the limit of costs, and prices. */
public final class CostOptions implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.COST, names = "--budget", paramLabel = "B", description = "Spend at most this much money for"
            + " 1000 inputs, on average. Money is saved where that costs the least quality. Default: no limit.")
    private Double budget;

    @Option(order = OptionSections.COST
            + 1, names = "--cost-weight", paramLabel = "W", description = "Pick for each sample the smallest error + W x cost,"
                    + " where cost is money for 1000 inputs. Default: 0, so cost does not count.")
    private Double weight;

    @Option(order = OptionSections.COST
            + 2, names = "--prices", paramLabel = "models.yaml", description = "Take the prices of the generators from this"
                    + " file, if no sample has a \"cost\". Four characters are taken for a token. Default: no prices.")
    private Path pricesFile;

    /** Checks the options and returns the limit; empty if none was given. */
    Optional<CostLimit> limit() {
        if (budget != null && weight != null) {
            throw new ParameterException(spec.commandLine(),
                    "--budget and --cost-weight cannot be given together: both say how much a smaller error may cost; give one of them");
        }
        if (budget != null) {
            return Optional.of(new CostLimit.Budget(amount("--budget", budget)));
        }
        return Optional.ofNullable(weight).map(given -> new CostLimit.Weight(amount("--cost-weight", given)));
    }

    @Override
    public void addTo(FilePlaces places) {
        places.reads("--prices", Optional.ofNullable(pricesFile));
    }

    private double amount(String option, double amount) {
        if (!(amount >= 0 && Double.isFinite(amount))) {
            throw new ParameterException(spec.commandLine(),
                    "%s must be a finite number of at least 0, got %s".formatted(option, amount));
        }
        return amount;
    }

    /** The prices of {@code --prices}, and for other generators those of {@code others}. */
    private Map<String, Price> prices(List<GeneratorSpec> others) {
        var prices = new HashMap<>(ModelsFile.prices(others));
        if (pricesFile != null) {
            prices.putAll(ModelsFile.prices(ModelsFile.read(pricesFile)));
        }
        return prices;
    }

    /** The limit and the prices: those of {@code --prices}, and for other generators those of {@code others}. */
    public Pricing pricing(List<GeneratorSpec> others) {
        return new Pricing(limit(), prices(others));
    }
}
