package dev.smoothie.core.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** What a table was measured on. */
public final class Machine {

    private Machine() {}

    public static void print(int threads) {
        System.out.printf("%s, %d threads, %d-bit vectors, Java %s, %s %s%n", processor(), threads,
                FloatVector.SPECIES_PREFERRED.vectorBitSize(), Runtime.version(), System.getProperty("os.name"),
                System.getProperty("os.arch"));
    }

    private static String processor() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return "an unnamed processor";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("an unnamed processor");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
