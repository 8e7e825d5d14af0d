package dev.smoothie.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: our version, as Maven wrote it into a resource, and the Java that runs us. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        return lines().toArray(String[]::new);
    }

    static List<String> lines() throws IOException {
        return List.of("smoothie " + smoothie(),
                "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    }

    /** Our own version, for example {@code 0.1.0}. */
    static String smoothie() throws IOException {
        try (InputStream resource = Version.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(resource, "version.txt").readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        }
    }
}
