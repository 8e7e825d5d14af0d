package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A server of the assembled distribution that takes requests.
 *
 * @param process
 *            Java's own, because the launcher becomes it
 * @param err
 *            its standard error
 * @param out
 *            its standard output
 */
record Served(Process process, Path err, Path out, int port) {
    private static final Pattern PORT = Pattern.compile("listening: http://127\\.0\\.0\\.1:(\\d+);");

    /** Starts {@code smoothie serve} in a folder that has a {@code models.yaml}, with more options. */
    static Served start(Path work, String... more) throws Exception {
        Path err = Files.createTempFile(work, "serve", ".err");
        Path out = Files.createTempFile(work, "serve", ".out");
        var command = new ArrayList<>(List.of(Launched.HOME.resolve("bin/smoothie").toString(), "serve", "--models",
                "models.yaml", "--listen", "127.0.0.1:0"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectError(err.toFile())
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SMOOTHIE") && !name.equals("SMOOTHIE_CACHE"));
        builder.environment().putAll(Launched.withoutCard(work));
        builder.environment().put("SMOOTHIE_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        while (process.isAlive()) {
            Matcher port = PORT.matcher(Files.readString(err));
            if (port.find()) {
                return new Served(process, err, out, Integer.parseInt(port.group(1)));
            }
            Thread.sleep(50);
        }
        throw new AssertionError(Files.readString(err));
    }

    /** Ends it as a system does: by SIGTERM. */
    void end() throws Exception {
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
}
