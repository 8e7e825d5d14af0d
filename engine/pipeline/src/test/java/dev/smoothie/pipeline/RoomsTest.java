package dev.smoothie.pipeline;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.InstalledLibraries;
import dev.smoothie.bindings.Sha256;
import dev.smoothie.bindings.cuda.CudaSetup;
import dev.smoothie.core.testing.PackageOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

/** Tests which packages of this module may import which, and what the module does not know. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.pipeline";
    /**
     * The packages in the order of the data: each imports only those before it. The use cases, which import them all,
     * come last.
     */
    private static final PackageOrder ORDER = new PackageOrder(ROOT,
            List.of("packed", "text", "samples", "json", "readers", "kinds", "joining", "formats", "views", "plugins",
                    "encoders",
                    "kept",
                    "embedding", "index", "fitted", "generation", "costs", "truth", "reviews", "writing", "report",
                    "machine"));
    private static final JavaClasses CLASSES = ORDER.classesOfModule();

    @Test
    void everyPackageHasItsPlace() {
        ORDER.requireThatEveryPackageHasItsPlace(CLASSES);
    }

    @Test
    void eachPackageImportsOnlyThoseBeforeIt() {
        ORDER.requireThatEachImportsOnlyThoseBeforeIt(CLASSES);
    }

    @Test
    void theModuleKnowsItsLibrariesAndNoOthers() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + "..", "dev.smoothie.core..",
                "dev.smoothie.spi", "dev.smoothie.simulation", "tools.jackson..", "org.snakeyaml..",
                "de.siegmar.fastcsv..", "com.github.luben.zstd..",
                "io.github.resilience4j..")
                .or(belongToAnyOf(CacheDirectory.class, InstalledLibraries.class, Sha256.class, Availability.class,
                        Availability.Present.class,
                        Availability.Absent.class, CudaSetup.class, CudaSetup.Part.class)))
                .check(CLASSES);
    }

    @Test
    void pluginLoadingKnowsOnlyTheSpi() {
        classes().that().resideInAPackage(ROOT + ".plugins").should().onlyDependOnClassesThat(
                resideInAnyPackage("java..", "dev.smoothie.spi", ROOT + ".plugins")
                        .or(belongToAnyOf(CacheDirectory.class)))
                .check(CLASSES);
    }

    @Test
    void itPrintsNothing() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }
}
