package dev.smoothie.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a process ended, and what it printed.
 *
 * @param code
 *            its exit code
 */
record Launched(int code, String out, String err) {
    /** The assembled distribution. */
    static final Path HOME = Path.of("target/smoothie").toAbsolutePath();

    /**
     * Runs a command with the JDK and the Maven of this build.
     *
     * @param folder
     *            where it runs
     * @param environment
     *            variables that it gets beside those; none of this process's that change the program
     */
    static Launched of(Path folder, Map<String, String> environment, List<String> command) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> (name.startsWith("SMOOTHIE") && !name.equals("SMOOTHIE_CACHE"))
                || name.startsWith("MAVEN_"));
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", System.getProperty("maven.home") + "/bin",
                (path, maven) -> maven + File.pathSeparator + path);
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new Launched(code, Files.readString(out), Files.readString(err));
    }

    /** Runs the distribution's command line. */
    static Launched smoothie(Path folder, Map<String, String> environment, List<String> args) throws Exception {
        var command = new ArrayList<>(List.of(HOME.resolve("bin/smoothie").toString()));
        command.addAll(args);
        return of(folder, environment, command);
    }

    /** The environment of a machine without CUDA. */
    static Map<String, String> withoutCard(Path folder) {
        return Map.of("SMOOTHIE_CUDA_HOME", folder.resolve("no-cuda").toString());
    }

    /** This, which must have succeeded. */
    Launched good() {
        if (code != 0) {
            throw new AssertionError("exit code %d: %s".formatted(code, err));
        }
        return this;
    }
}
