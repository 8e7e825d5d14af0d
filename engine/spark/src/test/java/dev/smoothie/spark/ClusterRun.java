package dev.smoothie.spark;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Routes samples on a cluster of two processes on this machine, and kills one of them in the middle. It prints how many
 * there were, the errors, and the routes. A process of its own, because Spark has one cluster in a process.
 */
final class ClusterRun {
    static final int PARTITIONS = 24;
    /** So many tasks have ended when a process is killed: some are under way, and blocks are kept there. */
    private static final int TASKS = 6;

    private ClusterRun() {}

    static EmbeddedSamples samples() {
        return EmbeddedSamples.drawn(4000, 5, 32, 0.1, 17);
    }

    /** Kills one executor, a child of this process, when some tasks have ended. */
    private static final class Killer extends SparkListener {
        private final AtomicInteger ended = new AtomicInteger();
        private final Set<String> executors = ConcurrentHashMap.newKeySet();
        private final Set<Long> killed = ConcurrentHashMap.newKeySet();

        @Override
        public void onExecutorAdded(SparkListenerExecutorAdded added) {
            executors.add(added.executorId());
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (ended.incrementAndGet() == TASKS) {
                ProcessHandle executor = ProcessHandle.current().descendants()
                        .filter(process -> process.info().command().filter(name -> name.endsWith("java")).isPresent())
                        .findFirst().orElseThrow();
                killed.add(executor.pid());
                executor.destroyForcibly();
            }
        }
    }

    public static void main(String... arguments) throws Exception {
        String options = arguments[0];
        SparkSession session = SparkSession.builder().master("local-cluster[2,1,1024]").appName("cluster")
                .config("spark.ui.enabled", "false").config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executor.extraJavaOptions", options)
                .config("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
                .config("spark.executor.memory", "768m").getOrCreate();
        var killer = new Killer();
        try {
            session.sparkContext().addSparkListener(killer);
            var frame = samples().frame(session, PARTITIONS, 3);
            try (Routed routed = SmoothieSpark.route(frame)) {
                List<Row> rows = routed.routes().collectAsList();
                System.out.println("killed " + killer.killed.size());
                System.out.println("executors " + killer.executors.size());
                for (double error : routed.scores().estimate().error()) {
                    System.out.println("error " + Double.toHexString(error));
                }
                System.out.println("ids " + new HashSet<>(rows.stream().map(row -> row.getString(0)).toList()).size());
                rows.forEach(row -> System.out.println("route " + row.getString(0) + " " + row.getString(1)));
            }
        } finally {
            session.stop();
        }
    }

    /** Where Spark looks for its jars, of which all are on the class path: an empty folder. */
    static Path home(Path folder) {
        return folder.resolve("spark-home");
    }
}
