package dev.smoothie.cli.printing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/**
 * Gives what {@code --version} prints: the version of Smoothie, as Maven wrote it into a resource, and the Java that
 * runs it.
 */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        return lines().toArray(String[]::new);
    }

    public static List<String> lines() throws IOException {
        return List.of("smoothie " + smoothie(),
                "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    }

    /** The version of Smoothie, for example {@code 0.1.0}. */
    public static String smoothie() throws IOException {
        try (InputStream resource = Version.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(resource, "version.txt").readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        }
    }
}
