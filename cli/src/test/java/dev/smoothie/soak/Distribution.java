package dev.smoothie.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts commands of a distribution. If this program is root's they run as nobody, because root may write what is
 * read-only.
 *
 * @param home
 *            its folder
 */
record Distribution(Path home) {
    private static final String NOBODY = "65534";
    private static final long LONGEST_SECONDS = 300;

    /**
     * A command that runs or has ended.
     *
     * @param process
     *            Java's own: the launcher becomes it
     */
    record Started(Process process, Path out, Path err) {
        /** What it said on standard error. */
        String said() throws IOException {
            return Files.readString(err);
        }
    }

    /** Makes a folder in which commands may write. */
    static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /**
     * Starts {@code smoothie args}.
     *
     * @param folder
     *            where it runs; its output goes to {@code NAME.out} and {@code NAME.err} there
     * @param cache
     *            what {@code SMOOTHIE_CACHE} names
     * @param tag
     *            the value of {@code SOAK_PROCESS}, by which providers tell processes apart
     */
    Started start(Path folder, String name, Path cache, String tag, List<String> args) throws IOException {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.add(home.resolve("bin/smoothie").toString());
        command.addAll(args);
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("SMOOTHIE"));
        environment.put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        environment.put("SMOOTHIE_CACHE", cache.toString());
        environment.put("SMOOTHIE_CUDA_HOME", folder.resolve("no-cuda").toString());
        environment.put("SOAK_PROCESS", tag);
        return new Started(builder.start(), out, err);
    }

    /**
     * Runs {@code smoothie args} to its end.
     *
     * @throws IllegalStateException
     *             if it does not end
     */
    Started run(Path folder, String name, Path cache, List<String> args) throws IOException, InterruptedException {
        Started started = start(folder, name, cache, name, args);
        if (!started.process().waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            started.process().destroyForcibly();
            throw new IllegalStateException("%s does not end".formatted(args));
        }
        return started;
    }

    /** Runs what must succeed. */
    void require(Path folder, String name, Path cache, List<String> args) throws IOException, InterruptedException {
        Started started = run(folder, name, cache, args);
        if (started.process().exitValue() != 0) {
            throw new IllegalStateException("%s: %s".formatted(args, started.said()));
        }
    }
}
