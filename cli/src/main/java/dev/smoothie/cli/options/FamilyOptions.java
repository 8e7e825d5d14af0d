package dev.smoothie.cli.options;

import dev.smoothie.pipeline.FamilyPlan;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says which generators form a family, and so count as one. */
public final class FamilyOptions implements FilePlaces.Owner {
    private static final String AUTO = "auto";
    private static final String NONE = "none";

    @Option(order = OptionSections.METHOD
            + 90, names = "--families", paramLabel = "FAMILIES", description = "Generators that make the same mistakes are a"
                    + " family. Print a second ranking, with each family counted as one generator. auto (default): find the"
                    + " families; none: do not; or a JSON file, such as [[\"a-7b\", \"a-13b\"]]. Of the routes only those of the method"
                    + " shrunk change, for which a family counts once.")
    private String families = AUTO;

    @Override
    public void addTo(FilePlaces places) {
        if (!families.equals(AUTO) && !families.equals(NONE)) {
            places.reads("--families", families);
        }
    }

    /** The families that were asked for. */
    public FamilyPlan plan() {
        return switch (families) {
            case AUTO -> new FamilyPlan.Found();
            case NONE -> new FamilyPlan.None();
            default -> new FamilyPlan.OfFile(Path.of(families));
        };
    }
}
