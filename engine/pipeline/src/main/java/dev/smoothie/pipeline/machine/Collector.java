package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.report.Finding;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Says which garbage collector runs, and whether a known fault of G1 may bite. In Java 22 to 25.0.2, G1 can move an
 * array while native code holds it (JDK-8377811). What such code reads or writes is then wrong, and nothing says so.
 *
 * @param beans
 *            the names that the collector's parts have in {@link ManagementFactory}
 * @param java
 *            the version of Java
 */
record Collector(List<String> beans, Runtime.Version java) {
    private static final String FAULT = "JDK-8377811";
    /** The first Java whose G1 pins regions, and so the first with the fault. */
    private static final int FIRST = 22;
    private static final Runtime.Version FIXED = Runtime.Version.parse("25.0.3");

    Collector {
        beans = List.copyOf(beans);
    }

    static Collector ofProcess() {
        return new Collector(ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName).toList(), Runtime.version());
    }

    Finding finding() {
        boolean fault = isG1() && mayHaveFault();
        return new Finding("java", "garbage collector", !fault,
                fault
                        ? "%s, and Java %s may have the fault %s: %s".formatted(name(), java, FAULT,
                                "arrays that native code holds can be moved, and data be wrong without a message;"
                                        + " use Java 25.0.3 or later, or add -XX:+UseParallelGC, which bin/smoothie does by itself")
                        : "%s; the fault %s of G1 %s".formatted(name(), FAULT, why()));
    }

    private String why() {
        if (!isG1()) {
            return "cannot bite, because G1 does not run";
        }
        if (java.feature() < FIRST) {
            return "is not in Java before " + FIRST;
        }
        return java.feature() == FIXED.feature()
                ? "was mended in Java 25.0.3"
                : "was mended in Java 25.0.3; of Java %d, its release notes tell".formatted(java.feature());
    }

    private boolean mayHaveFault() {
        return java.feature() >= FIRST && java.compareToIgnoreOptional(FIXED) < 0;
    }

    private boolean isG1() {
        return beans.stream().anyMatch(bean -> bean.startsWith("G1"));
    }

    private String name() {
        if (isG1()) {
            return "G1";
        }
        if (beans.stream().anyMatch(bean -> bean.startsWith("PS "))) {
            return "Parallel";
        }
        return beans.contains("Copy") ? "Serial" : String.join(", ", beans);
    }
}
