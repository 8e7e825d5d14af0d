package dev.smoothie.pipeline;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.pipeline.formats.FamiliesFile;
import java.nio.file.Path;
import java.util.List;

/**
 * How the families of generators are found. A family counts as one generator when the ranking is computed a second
 * time.
 */
public sealed interface FamilyPlan {

    /** Families are the generators that make their errors together, as the data show. */
    record Found() implements FamilyPlan {}

    /** There are no families: the ranking is computed once. */
    record None() implements FamilyPlan {}

    /** Families are read from a file, see {@link FamiliesFile}. */
    record OfFile(Path file) implements FamilyPlan {}

    /**
     * Returns how families are chosen among these generators.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if the file cannot be read, or does not fit the generators
     */
    default FamilyChoice among(List<String> generators) {
        return switch (this) {
            case Found _ -> new FamilyChoice.Found();
            case None _ -> new FamilyChoice.None();
            case OfFile(Path file) -> new FamilyChoice.Given(FamiliesFile.read(file, generators));
        };
    }
}
