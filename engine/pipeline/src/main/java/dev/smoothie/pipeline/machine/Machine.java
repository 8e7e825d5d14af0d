package dev.smoothie.pipeline.machine;

import dev.smoothie.pipeline.report.Finding;
import java.nio.file.Path;
import java.util.List;

/** This machine and the Java that runs on it. */
public final class Machine {

    private Machine() {}

    /** Java, its garbage collector, the system and its memory. */
    public static List<Finding> system() {
        Runtime runtime = Runtime.getRuntime();
        return List.of(
                new Finding("java", Runtime.version().toString(), true,
                        "%s, %s".formatted(System.getProperty("java.vendor"), System.getProperty("java.home"))),
                Collector.ofProcess().finding(),
                new Finding("system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
                        true, "%d processors, heap up to %d MiB".formatted(runtime.availableProcessors(),
                                runtime.maxMemory() >> 20)),
                HugePages.ofSystem().finding());
    }

    /**
     * What instructions for vectors and matrices the processor has.
     *
     * @param kernels
     *            what the backends on this processor say of themselves
     */
    public static List<Finding> processor(String kernels) {
        return Processor.ofSystem().map(processor -> processor.findings(kernels)).orElseGet(List::of);
    }

    /** The user's cache and its size. */
    public static Finding cache(Path directory) {
        return CacheSize.finding(directory);
    }
}
