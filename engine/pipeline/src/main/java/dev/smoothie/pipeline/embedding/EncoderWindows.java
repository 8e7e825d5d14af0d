package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TokenizedTexts;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lets the program's own encoder embed windows of texts. The embedder's plugin tokenises on all processors, some blocks
 * ahead of the card, so that neither waits for the other.
 */
final class EncoderWindows implements WindowEmbedder {
    /** Characters of a block that a thread tokenises: a few milliseconds. */
    private static final int BLOCK = 1 << 16;
    /** Blocks that are tokenised ahead, for each thread. */
    private static final int AHEAD = 4;

    private final Embedder embedder;
    private final Encoder tokenizer;
    private final Encoding encoding;
    private final TokenBatchBuilder batch;
    private final Progress progress;
    private final ExecutorService threads;
    private final int ahead;
    private long tokens;
    private long truncated;

    /** Texts, and what the plugin made of them. */
    private record Block(List<Window.Text> texts, Future<TokenizedTexts> tokenized) {}

    EncoderWindows(long rows, Embedder embedder, Encoder tokenizer, TextEncoder encoder, Progress progress) {
        this.embedder = embedder;
        this.tokenizer = tokenizer;
        this.progress = progress;
        this.encoding = encoder.begin(rows);
        this.batch = new TokenBatchBuilder(encoder.batchTokens(), encoder.batchTexts(), this::encode);
        int count = Math.max(1, embedder.concurrency());
        this.ahead = AHEAD * count;
        this.threads = Executors.newFixedThreadPool(count,
                Thread.ofPlatform().name("smoothie-tokens-", 0).daemon().factory());
    }

    @Override
    public void embed(List<Window.Text> texts) {
        progress.found(ProcessorWindows.characters(texts));
        var blocks = new ArrayDeque<Block>();
        try {
            for (int from = 0; from < texts.size();) {
                int to = end(texts, from);
                List<Window.Text> block = texts.subList(from, to);
                blocks.add(new Block(block, threads.submit(() -> tokenize(block))));
                if (blocks.size() > ahead) {
                    take(blocks);
                }
                from = to;
            }
            while (!blocks.isEmpty()) {
                take(blocks);
            }
            batch.flush();
        } finally {
            blocks.forEach(block -> block.tokenized().cancel(true));
        }
    }

    private static int end(List<Window.Text> texts, int from) {
        long characters = 0;
        int to = from;
        while (to < texts.size() && (to == from || characters + texts.get(to).value().length() <= BLOCK)) {
            characters += texts.get(to++).value().length() + 1L;
        }
        return to;
    }

    private TokenizedTexts tokenize(List<Window.Text> block) {
        try {
            TokenizedTexts tokenized = tokenizer.tokenize(block.stream().map(Window.Text::value).toList());
            if (tokenized.texts() != block.size()) {
                throw new SmoothieException("embedder %s tokenised %d texts of %d, which is a fault of its plugin"
                        .formatted(embedder.model(), tokenized.texts(), block.size()));
            }
            return tokenized;
        } catch (SmoothieException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new SmoothieException("embedder %s failed to tokenise %d texts, which is its plugin's fault: %s"
                    .formatted(embedder.model(), block.size(), e), e);
        }
    }

    private void take(Queue<Block> blocks) {
        Block block = blocks.remove();
        TokenizedTexts tokenized = await(block.tokenized());
        for (int text = 0; text < tokenized.texts(); text++) {
            batch.add(tokenized.ids(), tokenized.starts()[text], tokenized.starts()[text + 1],
                    block.texts().get(text).targets());
        }
        tokens += tokenized.ids().length;
        truncated += tokenized.truncated();
        progress.done(ProcessorWindows.characters(block.texts()));
    }

    private static TokenizedTexts await(Future<TokenizedTexts> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SmoothieException("embedding was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SmoothieException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void encode(TokenBatch texts, RowTargets targets) {
        try {
            encoding.add(texts, targets);
        } catch (IllegalArgumentException e) {
            throw new SmoothieException("embedder %s gave tokens that its weights do not fit: %s"
                    .formatted(embedder.model(), e.getMessage()), e);
        }
    }

    @Override
    public void copy(long[] from, long[] to) {
        encoding.copy(from, to);
    }

    @Override
    public Embeddings finish() {
        return encoding.finish();
    }

    @Override
    public long tokens() {
        return tokens;
    }

    @Override
    public long truncated() {
        return truncated;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
