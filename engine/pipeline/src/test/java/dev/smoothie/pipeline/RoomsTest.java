package dev.smoothie.pipeline;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.Sha256;
import dev.smoothie.bindings.cuda.CudaSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tests which packages of this module may import which, and what the module does not know. */
class RoomsTest {
    private static final String ROOT = "dev.smoothie.pipeline";
    /**
     * The packages in the order of the data: each imports only those before it. The use cases, which import them all,
     * come last.
     */
    private static final List<String> ORDER = List.of("text", "samples", "json", "formats", "views", "plugins",
            "embedding", "index", "generation", "costs", "truth", "writing", "report");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    @Test
    void everyPackageHasItsPlace() {
        Set<String> found = CLASSES.stream().map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>(Set.of(ROOT));
        ORDER.forEach(name -> expected.add(ROOT + "." + name));
        assertEquals(expected, found);
    }

    @Test
    void eachPackageImportsOnlyThoseBeforeIt() {
        var allowed = new ArrayList<String>();
        for (String name : ORDER) {
            allowed.add(ROOT + "." + name);
            String[] packages = allowed.toArray(String[]::new);
            classes().that().resideInAPackage(ROOT + "." + name).should().onlyDependOnClassesThat(
                    not(resideInAnyPackage(ROOT + "..")).or(resideInAnyPackage(packages))).check(CLASSES);
        }
    }

    @Test
    void theModuleKnowsItsLibrariesAndNoOthers() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage("java..", ROOT + "..", "dev.smoothie.core..",
                "dev.smoothie.spi", "dev.smoothie.simulation", "tools.jackson..", "org.snakeyaml..",
                "io.github.resilience4j..")
                .or(belongToAnyOf(CacheDirectory.class, Sha256.class, Availability.class, Availability.Present.class,
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
