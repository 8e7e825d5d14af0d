package dev.smoothie.pipeline.generation;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Generates the outputs of several generators. Every output that is wanted and not in the journal is asked for, and
 * every answer is written to the journal before the thread that got it asks for another. Each generator is asked within
 * its own limits, independently of the others, on virtual threads. {@link #run} may be called once; any thread may call
 * {@link #stop}.
 */
public final class Generation implements AutoCloseable {
    private final Dataset dataset;
    private final List<Generator> generators;
    private final Selection selection;
    private final Inquiry inquiry;
    private final Journal journal;
    private final Ledger ledger;
    private final List<Caller> callers;
    private final List<Tally> tallies;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    private Generation(Dataset dataset, List<Generator> generators, Selection selection, Inquiry inquiry,
            Journal journal, Ledger ledger) {
        this.dataset = dataset;
        this.generators = List.copyOf(generators);
        this.selection = selection;
        this.inquiry = inquiry;
        this.journal = journal;
        this.ledger = ledger;
        this.callers = generators.stream().map(Caller::new).toList();
        this.tallies = generators.stream().map(Tally::new).toList();
    }

    /** The path of the journal of a file of outputs. */
    public static Path journalOf(Path output) {
        return output.resolveSibling(output.getFileName() + ".journal");
    }

    /**
     * Opens the journal of a run, and reads what earlier runs have got.
     *
     * @param dataset
     *            the samples to generate for
     * @param generators
     *            the generators to ask; their models must stay open for the length of the run
     * @param selection
     *            which outputs are wanted
     * @param journal
     *            a file for this run alone; it is created if it does not exist
     * @param failuresCount
     *            whether a failure in the journal counts as an outcome, so that the output is not asked for again
     * @throws SmoothieException
     *             if the journal cannot be opened
     */
    public static Generation open(Dataset dataset, List<Generator> generators, Selection selection, Path journal,
            boolean failuresCount) {
        return open(dataset, generators, selection, journal, failuresCount, false);
    }

    /**
     * Opens the same.
     *
     * @param keepThinking
     *            whether {@link #write} writes the reasoning of models that show it
     */
    public static Generation open(Dataset dataset, List<Generator> generators, Selection selection, Path journal,
            boolean failuresCount, boolean keepThinking) {
        return open(dataset, generators, selection, new Inquiry.ForOutputs(keepThinking), journal, failuresCount);
    }

    /**
     * Opens the journal of a run in which judges review the outputs of {@code dataset}, and reads what earlier runs have
     * got. A sample with fewer than two outputs is not reviewed: there is nothing to compare.
     *
     * @param judges
     *            whom to ask; their models must stay open for the length of the run
     * @throws SmoothieException
     *             if the journal cannot be opened
     */
    public static Generation openReviews(Dataset dataset, List<Generator> judges, Path journal,
            boolean failuresCount) {
        Selection comparable = (sample, _) -> dataset.outputs(sample) > 1;
        return open(dataset, judges, comparable, new Inquiry.ForReviews(dataset.generators()), journal,
                failuresCount);
    }

    /**
     * Checks that outputs for {@code prompts} can be reviewed, before there are any.
     *
     * @throws SmoothieException
     *             if a prompt has no field that a judge's prompt asks for, or the journal cannot be opened
     */
    public static void requireReviewable(Dataset prompts, List<Generator> judges, Path journal) {
        for (Generator judge : judges) {
            try (Feed feed = Feed.ofSamplesWithInputs(prompts, judge.spec(), new Inquiry.ForReviews(List.of()))) {
                while (feed.next().isPresent()) {
                    // Fails where a field is missing.
                }
            }
        }
        Journal.open(journal, (_, _) -> {}).close();
    }

    private static Generation open(Dataset dataset, List<Generator> generators, Selection selection, Inquiry inquiry,
            Path journal, boolean failuresCount) {
        var ledger = Ledger.of(dataset, generators);
        Journal opened = Journal.open(journal, (entry, offset) -> ledger.recall(entry, offset, failuresCount));
        ledger.seal();
        return new Generation(dataset, generators, selection, inquiry, opened, ledger);
    }

    /**
     * Asks for all outputs that are wanted and not in the journal.
     *
     * @return a report for each generator; empty if the run was stopped
     * @throws SmoothieException
     *             if a sample lacks a field that a prompt needs (then nothing has been asked), or the journal cannot be
     *             written
     */
    public Optional<List<GeneratorReport>> run(Watcher watcher) {
        try {
            recall(watcher);
            work(watcher);
            if (stopping) {
                return Optional.empty();
            }
            var reports = new ArrayList<GeneratorReport>();
            for (int g = 0; g < generators.size(); g++) {
                reports.add(tallies.get(g).report(callers.get(g), ledger.foreign(g)));
            }
            return Optional.of(List.copyOf(reports));
        } finally {
            ended.countDown();
        }
    }

    /**
     * Counts the outputs that the journal holds, and checks that every prompt can be made before the first is asked.
     */
    private void recall(Watcher watcher) {
        long wanted = 0;
        long known = 0;
        double cost = 0;
        for (int g = 0; g < generators.size(); g++) {
            try (Feed feed = new Feed(dataset, generators.get(g).spec(), inquiry)) {
                for (Optional<Feed.Item> item = feed.next(); item.isPresent(); item = feed.next()) {
                    int sample = item.get().sample();
                    if (!selection.wants(sample, g)) {
                        ledger.forget(g, sample);
                        continue;
                    }
                    wanted++;
                    if (ledger.knows(g, sample, Generator.digest(item.get().prompt()))) {
                        known++;
                        cost += tallies.get(g).add(ledger.outcome(g, sample, journal::read), true);
                    } else {
                        ledger.forget(g, sample);
                    }
                }
            }
        }
        watcher.begins(wanted, known, cost);
    }

    private void work(Watcher watcher) {
        var feeds = new ArrayList<Feed>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ExecutorCompletionService<Void>(threads);
            var tasks = new ArrayList<Future<Void>>();
            for (int g = 0; g < generators.size(); g++) {
                Feed feed = new Feed(dataset, generators.get(g).spec(), inquiry);
                feeds.add(feed);
                int generator = g;
                for (int worker = 0; worker < concurrency(generators.get(g)); worker++) {
                    tasks.add(running.submit(() -> work(generator, feed, watcher), null));
                }
            }
            try {
                for (int finished = 0; finished < tasks.size(); finished++) {
                    result(running.take());
                }
            } catch (RuntimeException | InterruptedException e) {
                tasks.forEach(task -> task.cancel(true));
                throw e instanceof RuntimeException failure ? failure : interrupted();
            }
        } finally {
            feeds.forEach(Feed::close);
        }
    }

    private int concurrency(Generator generator) {
        return Math.min(dataset.size(), Math.min(generator.spec().limits().concurrency(),
                generator.model().concurrency()));
    }

    private static SmoothieException interrupted() {
        Thread.currentThread().interrupt();
        return new SmoothieException("interrupted; run the same command again to go on");
    }

    private static void result(Future<Void> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e.getCause());
        } catch (CancellationException _) {
            // Cancelled because another task failed, and that failure has been thrown.
        }
    }

    /**
     * The work of one thread: takes prompts of a generator and asks them. There are as many such threads as the
     * generator may have requests under way.
     */
    private void work(int g, Feed feed, Watcher watcher) {
        Generator generator = generators.get(g);
        try {
            while (!stopping) {
                Optional<Feed.Item> item = feed.next();
                if (item.isEmpty()) {
                    return;
                }
                int sample = item.get().sample();
                String digest = Generator.digest(item.get().prompt());
                if (!selection.wants(sample, g) || ledger.knows(g, sample, digest)) {
                    continue;
                }
                Outcome outcome = item.get().check().apply(callers.get(g).ask(item.get().prompt()));
                if (!(outcome instanceof Outcome.Unasked)) {
                    ledger.record(g, sample, digest, journal.append(new JournalEntry(generator.spec().name(),
                            generator.fingerprint(), item.get().prompt().sample(), digest, outcome)));
                }
                watcher.output(tallies.get(g).add(outcome, false));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops the run: no further request is sent, and this call waits for the answers to those that have been sent.
     *
     * @param patience
     *            how long to wait at most
     * @return whether all answers came in that time
     */
    public boolean stop(Duration patience) {
        stopping = true;
        try {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Writes what {@link #run} has got as JSON Lines, one line for each sample, see {@link GenerationWriter} and
     * {@link ReviewWriter}. {@code out} is not committed.
     */
    public void write(OutputFile out) {
        inquiry.write(dataset, generators.stream().map(Generator::spec).toList(),
                (sample, generator) -> selection.wants(sample, generator)
                        ? Optional.of(outcome(sample, generator))
                        : Optional.empty(),
                out.writer());
    }

    private Outcome outcome(int sample, int generator) {
        Outcome known = ledger.outcome(generator, sample, journal::read);
        return known != null
                ? known
                : new Outcome.Unasked(callers.get(generator).givenUp().orElse("refused by the provider"));
    }

    /** Closes the journal. Its file stays, for the next run. */
    @Override
    public void close() {
        journal.close();
    }
}
