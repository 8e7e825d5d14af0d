package dev.smoothie.core.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The order of the packages of a module, for the test of each module that holds it.
 *
 * @param root
 *            the module's top package, which may import all others
 * @param packages
 *            the packages below it, without its name; each may import only those before it
 */
public record PackageOrder(String root, List<String> packages) {

    /** The compiled classes of the module, without those of its tests. */
    public JavaClasses classesOfModule() {
        return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
    }

    /** Fails if a package has no place in the order, or a place has no package. */
    public void requireThatEveryPackageHasItsPlace(JavaClasses classes) {
        Set<String> found = classes.stream().map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>(Set.of(root));
        packages.forEach(name -> expected.add(root + "." + name));
        assertEquals(expected, found);
    }

    /** Fails if a package imports one that comes after it. */
    public void requireThatEachImportsOnlyThoseBeforeIt(JavaClasses classes) {
        var allowed = new ArrayList<String>();
        for (String name : packages) {
            allowed.add(root + "." + name);
            String[] before = allowed.toArray(String[]::new);
            classes().that().resideInAPackage(root + "." + name).should()
                    .onlyDependOnClassesThat(
                            not(resideInAnyPackage(root + "..")).or(resideInAnyPackage(before)))
                    .check(classes);
        }
    }
}
