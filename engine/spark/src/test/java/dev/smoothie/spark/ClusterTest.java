package dev.smoothie.spark;

import dev.smoothie.spark.estimates.Scores;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClusterTest {

    /** The options of this process by which Spark and our kernels run, for others. */
    private static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--") || option.startsWith("-XX:+")
                        || option.startsWith("-Djdk.") || option.startsWith("-Dio.netty"))
                .toList();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLostWithAnExecutorThatIsKilled(@TempDir Path folder) throws Exception {
        Path home = ClusterRun.home(folder);
        Files.createDirectories(home.resolve("jars"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), ClusterRun.class.getName(),
                String.join(" ", options())));
        var builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13"); // it would look for a distribution to know
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        List<String> lines;
        try (var output = process.inputReader()) {
            lines = output.lines().toList();
        } finally {
            process.destroy();
        }
        String log = Files.readString(folder.resolve("log"));
        assertEquals(0, process.waitFor(), log);

        assertTrue(lines.contains("killed 1"), log);
        assertTrue(lines.contains("executors 3"), () -> "one was started in its place: " + lines.subList(0, 2));
        EmbeddedSamples samples = ClusterRun.samples();
        try (Routed routed = SmoothieSpark.route(samples.frame(LocalSpark.SESSION, 2, 0))) {
            Scores scores = routed.scores();
            for (double error : scores.estimate().error()) {
                assertTrue(lines.contains("error " + Double.toHexString(error)), lines::toString);
            }
            Map<String, String> expected = new HashMap<>();
            for (Row row : routed.routes().collectAsList()) {
                expected.put(row.getString(0), row.getString(1));
            }
            List<String> routes = lines.stream().filter(line -> line.startsWith("route ")).toList();
            assertEquals(expected.size(), routes.size());
            for (String route : routes) {
                String[] words = route.split(" ", 3);
                assertEquals(String.valueOf(expected.get(words[1])), words[2]);
            }
        }
    }
}
