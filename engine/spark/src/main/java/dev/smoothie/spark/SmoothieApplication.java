package dev.smoothie.spark;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.spark.cells.CellPlan;
import dev.smoothie.spark.estimates.Scores;
import dev.smoothie.spark.shipping.SharedFolder;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What {@code spark-submit} runs: reads samples, calls {@link SmoothieSpark}, writes routes and prints the scores. Files
 * are Parquet, or JSON Lines if their name ends in {@code .jsonl} or {@code .json}.
 */
@Command(name = "smoothie-spark", description = "Routes among language models without labels, on Spark.", synopsisSubcommandLabel = "COMMAND")
public final class SmoothieApplication {
    private static final int FAILURE = 1;
    /**
     * How many rows Spark decodes from Parquet at a time. With its own 4,096, embeddings of 8 outputs take tens of megabytes,
     * which leave the processor's caches, and which the collector copies.
     */
    private static final String ROWS_AT_A_TIME = "spark.sql.parquet.columnarReaderBatchSize";
    private static final int ROWS = 64;

    private final PrintStream out;
    private final SparkSession session;

    SmoothieApplication(PrintStream out, SparkSession session) {
        this.out = out;
        this.session = session;
    }

    /** Runs one command, and ends the program with its exit code: 0, 1 for a failure, 2 for usage. */
    public static void main(String... arguments) {
        SparkSession session = SparkSession.builder().appName("smoothie").getOrCreate();
        int code = run(System.out, System.err, session, arguments);
        session.stop();
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs one command; returns its exit code. */
    static int run(PrintStream out, PrintStream err, SparkSession session, String... arguments) {
        if (!session.conf().contains(ROWS_AT_A_TIME)) {
            session.conf().set(ROWS_AT_A_TIME, ROWS);
        }
        var line = new CommandLine(new SmoothieApplication(out, session));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((failure, command, _) -> {
            command.getErr().println("smoothie: " + message(failure));
            return FAILURE;
        });
        return line.execute(arguments);
    }

    /** Our own message, which Spark wraps in the failure of a job, a stage and a task. */
    private static String message(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CoreException || cause instanceof SmoothieException) {
                return cause.getMessage();
            }
        }
        // Spark's own words about files and columns are complete without the name of the class.
        return failure instanceof AnalysisException ? failure.getMessage() : failure.toString();
    }

    @Command(description = "Estimates how good the generators are over all samples.")
    int score(
            @Parameters(paramLabel = "SAMPLES", description = "files or folders, with id and embeddings") List<String> files) {
        print(SmoothieSpark.score(read(files)));
        return 0;
    }

    @Command(description = "Routes each sample to the generator that is best over all.")
    int route(
            @Parameters(paramLabel = "SAMPLES", description = "files or folders, with id and embeddings") List<String> files,
            @Option(names = {"-o",
                    "--output"}, required = true, paramLabel = "ROUTES", description = "the folder to write") String output) {
        return write(() -> SmoothieSpark.route(read(files)), output);
    }

    @Command(description = "Routes by a vote among answers.")
    int vote(
            @Parameters(paramLabel = "SAMPLES", description = "files or folders, with id and generations") List<String> files,
            @Option(names = "--view", defaultValue = "answer", description = "what finds the answer in an output (${DEFAULT-VALUE})") String view,
            @Option(names = {"-o",
                    "--output"}, required = true, paramLabel = "ROUTES", description = "the folder to write") String output) {
        return write(() -> SmoothieSpark.vote(read(files), view), output);
    }

    @Command(description = "Adds embeddings of the inputs and outputs, by the embedder of a plugin.")
    int embed(
            @Parameters(paramLabel = "SAMPLES", description = "files or folders, with id, and input or generations") List<String> files,
            @Option(names = "--plugin-dir", required = true, paramLabel = "DIR", description = "the folder of the embedder's plugin, or a folder of such folders") Path plugins,
            @Option(names = "--embedder", defaultValue = "onnx", description = "NAME or NAME:OPTIONS (${DEFAULT-VALUE})") String embedder,
            @Option(names = "--view", defaultValue = "full", description = "which part of an output is embedded (${DEFAULT-VALUE})") String view,
            @Option(names = "--everywhere", description = "the folder is at the same path on every machine, and need not be sent") boolean everywhere,
            @Option(names = {"-o",
                    "--output"}, required = true, paramLabel = "SAMPLES", description = "the folder to write") String output) {
        requireNew(output);
        write(SmoothieSpark.embed(read(files), shared(plugins, everywhere), embedder, view), output);
        return 0;
    }

    @Command(description = "Routes inputs by a fitted state, by their neighbours among the samples that were fitted.")
    int fitted(
            @Parameters(paramLabel = "INPUTS", description = "files or folders, with id and input_embedding") List<String> files,
            @Option(names = "--fitted", required = true, paramLabel = "STATE", description = "the folder that smoothie fit has written") Path state,
            @Option(names = {"-k",
                    "--neighbors"}, defaultValue = "20", description = "how many neighbours (${DEFAULT-VALUE})") int neighbors,
            @Option(names = "--everywhere", description = "the folder is at the same path on every machine, and need not be sent") boolean everywhere,
            @Option(names = {"-o",
                    "--output"}, required = true, paramLabel = "ROUTES", description = "the folder to write") String output) {
        requireNew(output);
        List<String> generators = FittedState.manifest(state).generators();
        write(SmoothieSpark.local(read(files), shared(state, everywhere), generators, neighbors), output);
        return 0;
    }

    @Command(description = "Routes each sample by the neighbours of its input among the samples, found in cells.")
    int local(
            @Parameters(paramLabel = "SAMPLES", description = "files or folders, with id, input_embedding and embeddings") List<String> files,
            @Option(names = {"-k",
                    "--neighbors"}, defaultValue = "20", description = "how many neighbours (${DEFAULT-VALUE})") int neighbors,
            @Option(names = "--cells", required = true, description = "how many cells the inputs are divided into") int cells,
            @Option(names = "--probes", defaultValue = "8", description = "in how many cells neighbours are looked for (${DEFAULT-VALUE})") int probes,
            @Option(names = {"-o",
                    "--output"}, required = true, paramLabel = "ROUTES", description = "the folder to write") String output) {
        return write(() -> SmoothieSpark.local(read(files), CellPlan.of(neighbors, cells, probes)), output);
    }

    private SharedFolder shared(Path folder, boolean everywhere) {
        return everywhere
                ? new SharedFolder.Everywhere(folder.toAbsolutePath().toString())
                : SharedFolder.send(session, folder);
    }

    /** Before anything is computed: Spark would say so after hours. */
    private void requireNew(String output) {
        var folder = new org.apache.hadoop.fs.Path(output);
        try {
            if (folder.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(folder)) {
                throw new SmoothieException(
                        "the output %s exists already; delete it, or name another".formatted(output));
            }
        } catch (IOException e) {
            throw new SmoothieException("%s cannot be looked at: %s".formatted(output, e.getMessage()), e);
        }
    }

    private int write(Supplier<Routed> routing, String output) {
        requireNew(output);
        try (Routed routed = routing.get()) {
            write(routed.routes(), output);
            print(routed.scores());
            routed.recall().ifPresent(recall -> out.printf("recall of neighbours: %.4f%n", recall));
        }
        return 0;
    }

    private Dataset<Row> read(List<String> files) {
        String[] paths = files.toArray(String[]::new);
        return files.stream().allMatch(SmoothieApplication::isJson)
                ? session.read().json(paths)
                : session.read().parquet(paths);
    }

    private static void write(Dataset<Row> rows, String output) {
        if (isJson(output)) {
            rows.write().json(output);
        } else {
            rows.write().parquet(output);
        }
    }

    private static boolean isJson(String file) {
        return file.endsWith(".jsonl") || file.endsWith(".json") || file.endsWith(".jsonl.gz");
    }

    private void print(Scores scores) {
        out.printf("%,d samples%n%-24s %8s %10s   %s%n", scores.samples(), "generator", "quality", "error", "± s.e.");
        double[] quality = scores.estimate().quality();
        for (int i : scores.estimate().ranking()) {
            out.printf("%-24s %8.3f %10.4f ± %.4f%n", scores.generators().get(i), quality[i],
                    scores.estimate().error()[i], scores.estimate().standardError()[i]);
        }
    }
}
