package dev.smoothie.spi.tck;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Checks which tests of a contract fail, by running the contract with JUnit inside of a test. */
final class Breaches {

    private Breaches() {}

    /** Checks that these tests of the contract fail and all others pass. */
    static void areExactly(Class<?> contract, String... tests) {
        areExactlyBut("", contract, tests);
    }

    /** Checks the same, but leaves one test of the contract out, because it takes long. */
    static void areExactlyBut(String leftOut, Class<?> contract, String... tests) {
        assertEquals(new TreeSet<>(Arrays.asList(tests)), of(contract, leftOut));
    }

    /** Checks that at least these tests of the contract fail. */
    static void include(Class<?> contract, String... tests) {
        Set<String> failed = of(contract, "");
        assertTrue(failed.containsAll(List.of(tests)), failed::toString);
    }

    private static Set<String> of(Class<?> contract, String leftOut) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(contract))
                .filters((PostDiscoveryFilter) test -> FilterResult
                        .includedIf(!(test.getSource().orElse(null) instanceof MethodSource method
                                && method.getMethodName().equals(leftOut))))
                // Reported to no listener, and so not to standard output.
                .configurationParameter("jqwik.reporting.usejunitplatform", "true").build();
        var ran = new TreeSet<String>();
        var failed = new TreeSet<String>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast)
                        .map(MethodSource::getMethodName).ifPresent(name -> {
                            ran.add(name);
                            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                                failed.add(name);
                            }
                        });
            }
        });
        assertTrue(ran.size() > 5, () -> "the contract did not run: " + ran);
        return failed;
    }
}
