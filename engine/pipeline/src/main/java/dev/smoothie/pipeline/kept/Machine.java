package dev.smoothie.pipeline.kept;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * What of a machine vectors depend on: libraries choose instructions by its processor, and sums in another order are
 * rounded differently. A cache in a home directory may serve several machines.
 */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    /** The first processor's lines, on machines that have hundreds. */
    private static final int FIRST = 1 << 13;

    private Machine() {}

    /** Equal on machines that round equally; texts that differ may also stand for machines that do. */
    static String fingerprint() {
        return "%s %s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch"), processor());
    }

    private static String processor() {
        try (InputStream lines = Files.newInputStream(PROCESSORS)) {
            String first = new String(lines.readNBytes(FIRST), StandardCharsets.ISO_8859_1).split("\n\n", 2)[0];
            return first.lines().filter(line -> line.startsWith("model name") || line.startsWith("flags")
                    || line.startsWith("CPU part") || line.startsWith("Features")).collect(Collectors.joining(" "));
        } catch (IOException _) {
            return ""; // a system without that file
        }
    }
}
