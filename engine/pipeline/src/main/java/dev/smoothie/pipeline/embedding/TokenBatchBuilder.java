package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TokenBatch;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** Collects tokenised texts to batches for an encoder, as large as it takes them. */
final class TokenBatchBuilder {
    private final int mostTokens;
    private final int mostTexts;
    private final BiConsumer<TokenBatch, RowTargets> sink;
    private int[] ids = new int[1 << 12];
    private int[] starts = new int[1 << 8];
    private long[] rows = new long[1 << 8];
    private int[] rowStarts = new int[1 << 8];
    private int texts;

    /** Batches of at most so many tokens and texts go to {@code sink}. */
    TokenBatchBuilder(int mostTokens, int mostTexts, BiConsumer<TokenBatch, RowTargets> sink) {
        this.mostTokens = mostTokens;
        this.mostTexts = mostTexts;
        this.sink = sink;
    }

    /** Adds the text of {@code tokens[from, to)}, whose vector goes to {@code targets}. */
    void add(int[] tokens, int from, int to, long[] targets) {
        if (texts > 0 && (starts[texts] + (to - from) > mostTokens || texts == mostTexts)) {
            flush();
        }
        int at = starts[texts];
        int row = rowStarts[texts];
        ids = room(ids, at + to - from);
        starts = room(starts, texts + 2);
        rowStarts = room(rowStarts, texts + 2);
        if (rows.length < row + targets.length) {
            rows = Arrays.copyOf(rows, Math.max(2 * rows.length, row + targets.length));
        }
        System.arraycopy(tokens, from, ids, at, to - from);
        System.arraycopy(targets, 0, rows, row, targets.length);
        texts++;
        starts[texts] = at + to - from;
        rowStarts[texts] = row + targets.length;
    }

    private static int[] room(int[] array, int needed) {
        return array.length >= needed ? array : Arrays.copyOf(array, Math.max(2 * array.length, needed));
    }

    /** Gives away what has been collected. */
    void flush() {
        if (texts > 0) {
            sink.accept(new TokenBatch(Arrays.copyOf(ids, starts[texts]), Arrays.copyOf(starts, texts + 1)),
                    new RowTargets(Arrays.copyOf(rows, rowStarts[texts]), Arrays.copyOf(rowStarts, texts + 1)));
            texts = 0;
        }
    }
}
