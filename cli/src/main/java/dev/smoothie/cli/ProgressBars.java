package dev.smoothie.cli;

import dev.smoothie.engine.embed.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error while texts are embedded; nothing where that is not a terminal. */
final class ProgressBars implements Progress, AutoCloseable {
    /** Java can ask this of standard input and output only; the launcher knows it of standard error. */
    private static final boolean TERMINAL = Boolean.getBoolean("smoothie.terminal");

    private ProgressBar bar;

    /** One line that is written over, and gone at the end: the library's own leaves an empty one. */
    private static final class OneLine extends ConsoleProgressBarConsumer {
        OneLine() {
            super(System.err);
        }

        @Override
        public void clear() {
            System.err.print("\r\033[K");
        }

        @Override
        public void close() {
            System.err.flush();
        }
    }

    @Override
    public synchronized void found(long characters) {
        if (!TERMINAL) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName("embedding").setInitialMax(0).setStyle(ProgressBarStyle.ASCII)
                    .setUnit(" kchar", 1000).showSpeed().setConsumer(new OneLine()).clearDisplayOnFinish().build();
        }
        bar.maxHint(bar.getMax() + characters);
    }

    @Override
    public synchronized void done(long characters) {
        if (bar != null) {
            bar.stepBy(characters);
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
