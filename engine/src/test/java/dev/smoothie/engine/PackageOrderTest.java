package dev.smoothie.engine;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Data flows one way: a package imports only those before it in this order. */
class PackageOrderTest {
    private static final String ROOT = "dev.smoothie.engine";
    private static final List<String> ORDER = List.of("parallel", "data", "generate", "embed", "cuda", "compute",
            "neighbors",
            "estimate",
            "route", "evaluate");
    private static final String ALONE = "plugin";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    @Test
    void everyPackageHasItsPlace() {
        Set<String> found = CLASSES.stream().map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>(Set.of(ROOT, ROOT + "." + ALONE));
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
    void pluginLoadingStandsAlone() {
        classes().that().resideInAPackage(ROOT + "." + ALONE).should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "dev.smoothie.spi", "dev.smoothie.bindings", ROOT + "." + ALONE))
                .check(CLASSES);
    }
}
