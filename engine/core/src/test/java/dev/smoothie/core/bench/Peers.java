package dev.smoothie.core.bench;

import dev.smoothie.core.Samples;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Npy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs that we are compared with, run by {@code engine/core/src/bench/peers.py} on files with our data. The
 * Python is that of the system property {@code bench.python}, else Debian's own, for which there are packages of FAISS
 * and scikit-learn.
 */
final class Peers implements AutoCloseable {
    private static final Path SCRIPT = Path.of("src/bench/peers.py");

    private final int threads;
    private final Path folder;

    private Peers(int threads, Path folder) {
        this.threads = threads;
        this.folder = folder;
    }

    static Peers open(int threads) {
        try {
            return new Peers(threads, Files.createTempDirectory("smoothie-peers"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What one peer did.
     *
     * @param name
     *            the peer
     * @param seconds
     *            its time; empty if it is not installed
     * @param note
     *            how its answer compares with ours, or why there is none
     */
    record Answer(String name, OptionalDouble seconds, String note) {

        static Answer parse(String line) {
            String[] parts = line.split("\t", 3);
            return new Answer(parts[0],
                    parts[1].equals("-") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(parts[1])),
                    parts[2]);
        }

        void print(String unit, double scale) {
            System.out.printf("  %-24s %10s  %s%n", name,
                    seconds.isPresent() ? "%.3f".formatted(seconds.getAsDouble() * scale) : "-",
                    seconds.isPresent() ? unit + ", " + note : note);
        }
    }

    /** Self-searches of the same rows for as many neighbours. */
    List<Answer> search(Embeddings rows, Neighbors found) {
        Npy.write(folder.resolve("rows.npy"), new long[]{rows.rows(), rows.dimension()}, rows);
        write("neighbors.i32", found.segment().asByteBuffer());
        return run("search", found.k());
    }

    /** Smoothie-Local on the same samples with 20 neighbours. */
    List<Answer> local(Samples samples, int[] routes) {
        Embeddings inputs = samples.inputs().orElseThrow();
        Generations outputs = samples.generations().orElseThrow();
        Npy.write(folder.resolve("inputs.npy"), new long[]{inputs.rows(), inputs.dimension()}, inputs);
        Npy.write(folder.resolve("generations.npy"),
                new long[]{outputs.samples(), outputs.generators(), outputs.vectors().dimension()}, outputs.vectors());
        ByteBuffer bytes = ByteBuffer.allocate(routes.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(routes);
        write("routes.i32", bytes);
        return run("local", 20);
    }

    private void write(String name, ByteBuffer bytes) {
        try (var file = Files.newByteChannel(folder.resolve(name), StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Answer> run(String task, int k) {
        String python = System.getProperty("bench.python", Files.isExecutable(Path.of("/usr/bin/python3"))
                ? "/usr/bin/python3"
                : "python3");
        try {
            Process process = new ProcessBuilder(python, SCRIPT.toString(), task, folder.toString(),
                    Integer.toString(k), Integer.toString(threads)).redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<Answer> answers;
            try (var reader = process.inputReader()) {
                answers = reader.lines().map(Answer::parse).toList();
            }
            Answers.require(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0, "peers.py failed");
            return answers;
        } catch (IOException e) {
            return List.of(new Answer("peers", OptionalDouble.empty(), Objects.toString(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
