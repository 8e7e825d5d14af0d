package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.Listener;
import dev.smoothie.pipeline.embedding.EmbeddingReport;
import dev.smoothie.pipeline.embedding.Progress;
import dev.smoothie.pipeline.embedding.Silence;
import dev.smoothie.pipeline.embedding.Silence.Example;
import dev.smoothie.pipeline.embedding.Silence.Share;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.index.IndexReport;
import dev.smoothie.pipeline.report.Generated;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints on standard error what a use case does: a line for each step, and a progress bar if standard error is a
 * terminal. Ctrl-C stops a generation without losing an answer.
 */
public final class Console implements Listener, AutoCloseable {
    private final PrintWriter err;
    private final boolean quiet;
    private final EmbeddingBar bar = new EmbeddingBar();

    /** A console. A {@code quiet} one prints no lines about the steps, for output that a program reads. */
    public Console(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public void note(String line) {
        if (!quiet) {
            print(line);
        }
    }

    /** Prints a line, also on a quiet console. */
    public void print(String line) {
        err.println(line);
        err.flush();
    }

    @Override
    public Progress embedding() {
        return bar;
    }

    @Override
    public void embedded(EmbeddingReport report) {
        bar.close();
        note(String.format(Locale.ROOT, "embedder: %s; %,d texts, %,d distinct%s, in %.1f s%s", report.embedder(),
                report.texts(), report.distinct(),
                report.known() == 0 ? "" : ", %,d of them known".formatted(report.known()),
                report.elapsed().toNanos() * 1e-9,
                report.tokens() == 0 ? "" : "; %,d tokens, %,.0f tokens/s".formatted(report.tokens(), report.rate())));
        if (report.truncated() > 0) {
            note("embedder: %,d texts were longer than the model's limit and were cut".formatted(report.truncated()));
        }
    }

    @Override
    public void silent(Dataset dataset, Silence silence) {
        found(silence);
        if (silence.outputs() == 0) {
            return;
        }
        List<Share> shares = silence.shares(dataset);
        note("view: %s (%s); they count for nothing, and are chosen only where a sample has no other output".formatted(
                silence.isBlankness()
                        ? "%,d outputs of %,d samples are blank".formatted(silence.outputs(), silence.samples())
                        : "%s found nothing in %,d outputs of %,d samples".formatted(silence.view(), silence.outputs(),
                                silence.samples()),
                shares.stream().map(share -> "%s %,d".formatted(share.generator(), share.silent()))
                        .collect(Collectors.joining(", "))));
        if (!silence.isBlankness() && 3 * silence.outputs() > silence.all(dataset)) {
            Example example = silence.example().orElseThrow();
            note("view: %s found nothing in more than a third of the outputs, such as \"%s\" (%s); it looks for %s; choose another --view if that output does say something"
                    .formatted(silence.view(), example.output(), example.where(),
                            String.join(", or ", silence.view().looksFor())));
        }
        List<Share> large = shares.stream().filter(Share::isLarge).toList();
        if (!large.isEmpty()) {
            note("view: silent in more than a tenth of their outputs: %s".formatted(large.stream()
                    .map(share -> String.format(Locale.ROOT, "%s (%.0f %%)", share.generator(),
                            100.0 * share.silent() / share.outputs()))
                    .collect(Collectors.joining(", "))));
        }
    }

    /** Says how often each notation was found, where a view knows several. */
    private void found(Silence silence) {
        List<String> notations = silence.view().looksFor();
        if (notations.size() > 1) {
            long[] counts = silence.found();
            note("view: what %s found, and how often: %s".formatted(silence.view(), IntStream.range(0, counts.length)
                    .mapToObj(i -> "%s (%,d)".formatted(notations.get(i), counts[i]))
                    .collect(Collectors.joining(", "))));
        }
    }

    @Override
    public void searched(IndexReport report) {
        String index = report.file().map(file -> report.loaded()
                ? "loaded from %s in".formatted(file)
                : "saved to %s, built in".formatted(file)).orElse("built in");
        note(String.format(Locale.ROOT,
                "neighbours: %s: %s %.1f s, %,.0f queries/s, recall@%d %s on %d samples%s", report.search(),
                index, report.seconds(), report.queriesPerSecond(), report.k(),
                Figures.of(3).withError(report.recall().share(), report.recall().standardError()),
                report.recall().samples(),
                report.completed() == 0
                        ? ""
                        : "; %,d samples with too few were searched exactly".formatted(report.completed())));
    }

    @Override
    public GenerationWatch generating(StoppableGeneration run, boolean priced) {
        return new GenerationBar(run, priced, err);
    }

    @Override
    public void generated(Generated generated) {
        new GenerationTable(generated.reports()).lines().forEach(this::note);
        generated.savings().ifPresent(this::note);
    }

    /** Removes the progress bar, which a failure may have left. */
    @Override
    public void close() {
        bar.close();
    }
}
