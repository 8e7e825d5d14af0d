package dev.smoothie.cli;

import dev.smoothie.engine.generate.Watcher;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on standard error while outputs are generated: how many, how fast, how long still, and what they cost so far;
 * nothing where that is not a terminal.
 */
final class GenerationBar implements Watcher, AutoCloseable {
    private final boolean priced;
    private ProgressBar bar;
    private double cost;

    /** A bar; a {@code priced} one shows what was spent. */
    GenerationBar(boolean priced) {
        this.priced = priced;
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
                bar.setExtraMessage(String.format(Locale.ROOT, " cost %.4f", this.cost));
            }
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
