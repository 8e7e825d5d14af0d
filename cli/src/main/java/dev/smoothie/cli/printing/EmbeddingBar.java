package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.embedding.Progress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a progress bar on standard error while texts are embedded, if that is a terminal. */
final class EmbeddingBar implements Progress, AutoCloseable {
    private ProgressBar bar;

    @Override
    public synchronized void found(long characters) {
        if (!ErrorTerminal.isThere()) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName("embedding").setInitialMax(characters)
                    .setStyle(ProgressBarStyle.ASCII).setUnit(" kchar", 1000).showSpeed()
                    .setConsumer(new ErrorTerminal.Line(System.err)).clearDisplayOnFinish().build();
        } else {
            bar.maxHint(bar.getMax() + characters);
        }
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
