package dev.smoothie.gateway;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.smoothie.core.testing.PackageOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

/** Tests which packages of this module may import which, and what the module does not know. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.gateway";
    private static final PackageOrder ORDER = new PackageOrder(ROOT,
            List.of("protocol", "providers", "policies", "running", "web"));
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
    void onlyTheFaceKnowsTheHttpServer() {
        noClasses().that().resideOutsideOfPackages(ROOT, ROOT + ".web").should().dependOnClassesThat(
                resideInAnyPackage("org.eclipse.jetty..")).check(CLASSES);
    }

    @Test
    void theModuleKnowsItsLibrariesAndNoOthers() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage("java..", "javax.net.ssl", ROOT + "..",
                "dev.smoothie.core..", "dev.smoothie.pipeline..", "dev.smoothie.spi", "tools.jackson..",
                "org.eclipse.jetty..", "io.prometheus.metrics..")).check(CLASSES);
    }

    @Test
    void itPrintsNothing() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }
}
