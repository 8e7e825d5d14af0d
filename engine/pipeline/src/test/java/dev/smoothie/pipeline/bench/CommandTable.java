package dev.smoothie.pipeline.bench;

import dev.smoothie.core.Method;
import dev.smoothie.pipeline.Listener;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Route;
import dev.smoothie.pipeline.Sources;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Prints how long whole commands take. <em>Cold</em> is what a user waits for: {@code cli/bin/smoothie route} in a new
 * process, with its files in the page cache. <em>Warm</em> is the same use case in this process, after it has run a few
 * times. A time is the median of several runs, with the shortest in brackets. Beside them stand Python's {@code json},
 * which only reads the file, and FAISS's exact search alone, where Python and FAISS are installed.
 */
public final class CommandTable {
    private static final Path PROGRAM = Path.of("../../cli/bin/smoothie").toAbsolutePath().normalize();
    private static final String JSON = """
            import json, sys, time
            times = []
            for _ in range(3):
                start = time.perf_counter()
                for line in open(sys.argv[1], encoding="utf-8"):
                    json.loads(line)
                times.append(time.perf_counter() - start)
            print(sorted(times)[1])
            """;
    private static final String FAISS = """
            import sys, time
            import faiss, numpy
            rows = numpy.load(sys.argv[1])
            times = []
            for _ in range(3):
                start = time.perf_counter()
                index = faiss.IndexFlatL2(rows.shape[1])
                index.add(rows)
                index.search(rows, 20)
                times.append(time.perf_counter() - start)
            print(sorted(times)[1])
            """;

    private final Path folder;
    private final int rounds;

    private CommandTable(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    /**
     * Prints the table.
     *
     * @param args
     *            a folder for the data, which are made anew; how often each command runs, 5 unless given; and
     *            {@code large} to add a set of 1,000,000 samples that {@link LargeData} has written into the folder
     */
    public static void main(String[] args) {
        var table = new CommandTable(Path.of(args[0]), args.length > 1 ? Integer.parseInt(args[1]) : 5);
        table.start();
        Set lines = table.set("lines", 200_000, 5, 4, 4, 40, 0);
        table.row("200,000 lines, m=5 d=4, global", lines, new Method.Global(), "Python's json reads the file",
                table.python(JSON, lines.samples));
        Set given = table.set("given", 1000, 5, 768, 768, 1300, 0);
        table.row("n=1000 m=5 d=768, local", given, new Method.Local(20), "", OptionalDouble.empty());
        Set search = table.set("search", 50_000, 3, 384, 8, 1, 0);
        table.row("n=50,000 d=384, local", search, new Method.Local(20), "FAISS's search alone",
                table.python(FAISS, search.inputs));
        Set distinct = table.set("distinct", 20_000, 3, 384, 8, 1, 0);
        table.row("n=20,000 d=384, local", distinct, new Method.Local(20), "", OptionalDouble.empty());
        Set equal = table.set("equal", 20_000, 3, 384, 8, 1, 0.5);
        table.row("  half of the inputs equal", equal, new Method.Local(20), "", OptionalDouble.empty());
        if (List.of(args).contains("large")) {
            Set large = new Set(table.folder.resolve("large.jsonl"), table.folder.resolve("large.inputs.npy"),
                    table.folder.resolve("large.outputs.npy"));
            table.row("n=1,000,000 m=8 d=384, global", large, new Method.Global(), "", OptionalDouble.empty());
        }
    }

    /** Files of a set. */
    private record Set(Path samples, Path inputs, Path outputs) {
        Sources sources() {
            return Sources.of(samples.toString()).withEmbeddings(inputs, outputs);
        }
    }

    private void start() {
        System.out.printf("%d processors, Java %s%n%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
        System.out.printf("%-32s %16s %16s%n", "", "cold, s", "warm, s");
        double[] bare = times(() -> run(List.of(ProcessHandle.current().info().command().orElse("java"), "-version")));
        double[] version = times(() -> run(List.of(PROGRAM.toString(), "--version")));
        System.out.printf("%-32s %16s%n", "java -version", text(bare));
        System.out.printf("%-32s %16s %16s  %.2f times as long as java -version%n", "smoothie --version", text(version),
                "", version[rounds / 2] / bare[rounds / 2]);
    }

    private void row(String name, Set set, Method method, String peer, OptionalDouble peerTime) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "route", set.samples.toString(),
                "--method=" + (method instanceof Method.Global ? "global" : "local"),
                "--input-embeddings=" + set.inputs, "--generation-embeddings=" + set.outputs, "-o",
                folder.resolve("routes.jsonl").toString()));
        run(command); // brings the files into the page cache
        double[] cold = times(() -> run(command));
        Route route = Route.of(Resources.standard(), set.sources()).withMethod(method)
                .withOutput(folder.resolve("routes-warm.jsonl").toString());
        for (int i = 0; i < 3; i++) {
            run(route);
        }
        double[] warm = times(() -> run(route));
        requireSame(folder.resolve("routes.jsonl"), folder.resolve("routes-warm.jsonl"));
        System.out.printf("%-32s %16s %16s  %s%n", name, text(cold), text(warm), beside(peer, peerTime, cold));
    }

    private String beside(String peer, OptionalDouble time, double[] cold) {
        return time.isEmpty()
                ? peer.isEmpty() ? "" : peer + ": not measured, because it is not installed"
                : "%s: %.3f s, cold is %.2f times as fast".formatted(peer, time.getAsDouble(),
                        time.getAsDouble() / cold[rounds / 2]);
    }

    private static void requireSame(Path cold, Path warm) {
        try {
            if (Files.mismatch(cold, warm) >= 0) {
                throw new IllegalStateException("the routes of the command and those of this process differ");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Route route) {
        route.run(Listener.SILENT).orElseThrow().close();
    }

    private static void run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD).start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("failed: " + String.join(" ", command));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The times of all rounds in seconds, the shortest first. */
    private double[] times(Runnable job) {
        double[] times = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            job.run();
            times[round] = (System.nanoTime() - start) * 1e-9;
        }
        Arrays.sort(times);
        return times;
    }

    private String text(double[] times) {
        return String.format(Locale.ROOT, "%.3f (%.3f)", times[rounds / 2], times[0]);
    }

    /** The number that a program in Python prints; empty if it cannot run. */
    private OptionalDouble python(String program, Path argument) {
        try {
            Path script = Files.writeString(folder.resolve("peer.py"), program);
            Process process = new ProcessBuilder(System.getProperty("bench.python", "python3"), script.toString(),
                    argument.toString()).redirectError(Redirect.DISCARD).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? OptionalDouble.of(Double.parseDouble(answer)) : OptionalDouble.empty();
        } catch (IOException _) {
            return OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes a set drawn at random from a fixed seed.
     *
     * @param characters
     *            of each output
     * @param equal
     *            the share of inputs that are the same one
     */
    private Set set(String name, int n, int m, int inputColumns, int outputColumns, int characters, double equal) {
        var set = new Set(folder.resolve(name + ".jsonl"), folder.resolve(name + ".inputs.npy"),
                folder.resolve(name + ".outputs.npy"));
        var random = new SplittableRandom(1);
        try (BufferedWriter writer = Files.newBufferedWriter(set.samples)) {
            for (int sample = 0; sample < n; sample++) {
                writer.write("{\"id\": \"%d\", \"input\": \"%s\", \"generations\": {".formatted(sample,
                        words(random, 40)));
                for (int generator = 0; generator < m; generator++) {
                    writer.write("%s\"model-%d\": \"%s\"".formatted(generator == 0 ? "" : ", ", generator,
                            words(random, characters)));
                }
                writer.write("}}\n");
            }
            write(set.inputs, random, n, inputColumns, equal, "%d, %d".formatted(n, inputColumns));
            write(set.outputs, random, n * m, outputColumns, 0, "%d, %d, %d".formatted(n, m, outputColumns));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return set;
    }

    private static String words(SplittableRandom random, int characters) {
        var text = new StringBuilder();
        while (text.length() < characters) {
            text.append((char) ('a' + random.nextInt(26))).append(random.nextInt(6) == 0 ? " " : "");
        }
        return text.toString();
    }

    private static void write(Path file, SplittableRandom random, int rows, int columns, double equal, String shape)
            throws IOException {
        String fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(shape);
        byte[] header = (fields + " ".repeat(117 - fields.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var out = Files.newOutputStream(file);
                var buffered = new BufferedOutputStream(out, 1 << 20)) {
            buffered.write(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
            buffered.write(header);
            for (int row = 0; row < rows; row++) {
                SplittableRandom own = random.nextDouble() < equal ? new SplittableRandom(7) : random;
                bytes.clear();
                for (int column = 0; column < columns; column++) {
                    bytes.putFloat((float) (own.nextGaussian() / Math.sqrt(columns)));
                }
                buffered.write(bytes.array());
            }
        }
    }
}
