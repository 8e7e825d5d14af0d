package dev.smoothie.core.files;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a JVM of its own, for what a test cannot do to the one it runs in: end it, or read its standard input. */
public final class OtherProgram {

    private OtherProgram() {}

    /**
     * Starts {@code main}.
     *
     * @param needed
     *            one class of each module or library that it uses
     */
    public static Process start(Class<?> main, List<Class<?>> needed, String... arguments) throws IOException {
        String classPath = Stream.concat(Stream.of(main), needed.stream()).map(OtherProgram::location).distinct()
                .collect(Collectors.joining(File.pathSeparator));
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
