package dev.smoothie.soak;

import dev.smoothie.soak.Distribution.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.random.RandomGenerator;

/**
 * Runs {@code route} again and again on one cache, from several threads, and compares each result with that of a run
 * which had a cache for itself, byte for byte.
 */
final class Routing {
    private static final int VARIANTS = 3;
    private static final int SAMPLES = 12;
    private static final int RUNNERS = 2;
    private static final List<List<String>> METHODS = List.of(List.of("--method", "consensus"),
            List.of("--method", "local", "--neighbors", "5"));

    private final Distribution distribution;
    private final Path folder;
    private final Path cache;
    private final Findings findings;
    private final List<Job> jobs = new ArrayList<>();
    private final AtomicLong number = new AtomicLong();
    final AtomicLong right = new AtomicLong();
    final AtomicLong wrong = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong warned = new AtomicLong();

    /** A command without its output, and what it must write. */
    private record Job(List<String> command, byte[] expected) {}

    /**
     * @param cache
     *            that all runs share
     */
    Routing(Distribution distribution, Path folder, Path cache, Findings findings) {
        this.distribution = distribution;
        this.folder = folder;
        this.cache = cache;
        this.findings = findings;
    }

    /** Makes sets of samples, and routes each with a cache that nobody disturbs. */
    private void prepare() throws IOException, InterruptedException {
        Path undisturbed = Distribution.folder(folder.resolve("undisturbed-cache"));
        List<String> lines = Files.readAllLines(distribution.home().resolve("examples/questions.jsonl"))
                .subList(0, SAMPLES);
        for (int variant = 0; variant < VARIANTS; variant++) {
            String set = "set-%d.jsonl".formatted(variant);
            String mark = "\": \"(%d) ".formatted(variant);
            // Other texts in each set: every one begins with the number of the set.
            Files.write(folder.resolve(set), lines.stream()
                    .map(line -> line.replaceAll("(\"(?:input|careful|concise|chatty|coder|vague))\": \"", "$1" + mark))
                    .toList());
            for (List<String> method : METHODS) {
                var command = new ArrayList<>(List.of("route", set));
                command.addAll(method);
                String out = "expected-%d.jsonl".formatted(jobs.size());
                distribution.require(folder, "expected-" + jobs.size(), undisturbed, with(command, out));
                jobs.add(new Job(command, Files.readAllBytes(folder.resolve(out))));
            }
        }
    }

    private static List<String> with(List<String> command, String output) {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("-o", output));
        return whole;
    }

    /**
     * Goes on until a time of {@link System#nanoTime}, on several threads.
     *
     * @param libraries
     *            read-locked while a command runs
     */
    void run(long end, SplittableRandom random, ReadWriteLock libraries) throws Exception {
        prepare();
        try (ExecutorService runners = Executors.newFixedThreadPool(RUNNERS)) {
            var running = new ArrayList<Future<?>>();
            for (int runner = 0; runner < RUNNERS; runner++) {
                SplittableRandom own = random.split();
                running.add(runners.submit(() -> {
                    work(end, own, libraries);
                    return null;
                }));
            }
            for (Future<?> runner : running) {
                runner.get();
            }
        }
    }

    private void work(long end, RandomGenerator random, ReadWriteLock libraries)
            throws IOException, InterruptedException {
        while (System.nanoTime() < end) {
            Job job = jobs.get(random.nextInt(jobs.size()));
            String name = "run-" + number.incrementAndGet();
            libraries.readLock().lock();
            try {
                Started started = distribution.run(folder, name, cache, with(job.command, name + ".jsonl"));
                judge(job, started, folder.resolve(name + ".jsonl"));
            } finally {
                libraries.readLock().unlock();
            }
        }
    }

    private void judge(Job job, Started started, Path output) throws IOException {
        String said = started.said();
        int code = started.process().exitValue();
        warned.addAndGet(said.contains("are not kept") || said.contains("damaged") || said.contains("cannot be read")
                ? 1
                : 0);
        if (code != 0) {
            failed.incrementAndGet();
            findings.add("%s ended with %d: %s".formatted(job.command, code, said));
        } else if (Arrays.equals(job.expected, Files.readAllBytes(output))) {
            right.incrementAndGet();
            Files.delete(output);
        } else {
            wrong.incrementAndGet();
            findings.add("%s wrote something else in %s".formatted(job.command, output));
        }
    }
}
