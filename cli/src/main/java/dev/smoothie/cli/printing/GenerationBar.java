package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.Listener.GenerationWatch;
import dev.smoothie.pipeline.Listener.StoppableGeneration;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows a progress bar on standard error while outputs are generated, if that is a terminal: how many there are, how
 * fast they come, the remaining time, and what they have cost so far. While it is open, Ctrl-C stops the generation,
 * and a line says how to continue it.
 */
final class GenerationBar implements GenerationWatch {
    /** How long Ctrl-C waits for answers that are under way, which have been paid for. A user does not wait longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final boolean priced;
    private final Thread interruption;
    private ProgressBar bar;
    private double cost;

    /**
     * A bar. A {@code priced} one shows what was spent. After an interruption, {@code err} receives the line about what
     * is left.
     */
    GenerationBar(StoppableGeneration run, boolean priced, PrintWriter err) {
        this.priced = priced;
        this.interruption = Thread.ofPlatform().name("smoothie-interruption").unstarted(() -> {
            boolean all = run.stop(PATIENCE);
            err.println("smoothie: interrupted; the answers so far are in %s; run the same command again to go on%s"
                    .formatted(run.journal(), all ? "" : " (what was under way is then asked again)"));
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(interruption);
    }

    @Override
    public synchronized void begins(long outputs, long recalled, double cost) {
        this.cost = cost;
        if (ErrorTerminal.isThere()) {
            bar = new ProgressBarBuilder().setTaskName("generating").setInitialMax(outputs).startsFrom(recalled,
                    Duration.ZERO).setStyle(ProgressBarStyle.ASCII).showSpeed()
                    .setConsumer(new ErrorTerminal.Line(System.err)).clearDisplayOnFinish().build();
        }
    }

    @Override
    public synchronized void output(double cost) {
        this.cost += cost;
        if (bar != null) {
            bar.step();
            if (priced) {
                bar.setExtraMessage(" cost " + Figures.of(4).number(this.cost));
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(interruption);
        } catch (IllegalStateException _) {
            // The hook is running already, because the process is ending.
        }
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
