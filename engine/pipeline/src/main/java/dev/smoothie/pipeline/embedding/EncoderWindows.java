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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.BitSet;
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

    /** Vectors that are read at once to be kept. */
    private static final int PIECE = 1 << 14;

    private final Embedder embedder;
    private final Encoder tokenizer;
    private final Encoding encoding;
    private final TokenBatchBuilder batch;
    private final Progress progress;
    private final Sink sink;
    private final int dimension;
    private final KnownRows knownRows;
    private final ExecutorService threads;
    private final int ahead;
    private long tokens;
    private long truncated;

    /** Texts, the number of the first of them, and what the plugin made of them. */
    private record Block(int first, List<Window.Text> texts, Future<TokenizedTexts> tokenized) {}

    EncoderWindows(long rows, Embedder embedder, Encoder tokenizer, TextEncoder encoder, Progress progress,
            Sink sink) {
        this.embedder = embedder;
        this.tokenizer = tokenizer;
        this.progress = progress;
        this.sink = sink;
        this.dimension = encoder.dimension();
        this.encoding = encoder.begin(rows);
        this.knownRows = new KnownRows(encoding, dimension);
        this.batch = new TokenBatchBuilder(encoder.batchTokens(), encoder.batchTexts(), this::encode);
        int count = Math.max(1, embedder.concurrency());
        this.ahead = AHEAD * count;
        this.threads = Executors.newFixedThreadPool(count,
                Thread.ofPlatform().name("smoothie-tokens-", 0).daemon().factory());
    }

    @Override
    public void embed(List<Window.Text> texts) {
        progress.found(ProcessorWindows.characters(texts));
        knownRows.flush();
        var blocks = new ArrayDeque<Block>();
        var cut = new BitSet();
        try {
            for (int from = 0; from < texts.size();) {
                int to = end(texts, from);
                List<Window.Text> block = texts.subList(from, to);
                blocks.add(new Block(from, block, threads.submit(() -> tokenize(block))));
                if (blocks.size() > ahead) {
                    take(blocks, cut);
                }
                from = to;
            }
            while (!blocks.isEmpty()) {
                take(blocks, cut);
            }
            batch.flush();
            if (!sink.equals(Sink.NONE)) {
                keep(texts, cut);
            }
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

    /** Reads the rows of texts from where they lie, and passes them on. */
    private void keep(List<Window.Text> texts, BitSet cut) {
        for (int from = 0; from < texts.size(); from += PIECE) {
            List<Window.Text> piece = texts.subList(from, Math.min(texts.size(), from + PIECE));
            try (Arena arena = Arena.ofShared()) {
                Embeddings vectors = Embeddings.allocate(arena, piece.size(), dimension);
                encoding.read(piece.stream().mapToLong(text -> text.targets()[0]).toArray(), vectors.segment());
                float[][] copies = new float[piece.size()][dimension];
                for (int i = 0; i < copies.length; i++) {
                    MemorySegment.copy(vectors.segment(), ValueLayout.JAVA_FLOAT, vectors.offset(i), copies[i], 0,
                            dimension);
                }
                sink.embedded(piece, copies, cut.get(from, from + piece.size()).cardinality());
            }
        }
    }

    private void take(Queue<Block> blocks, BitSet cut) {
        Block block = blocks.remove();
        TokenizedTexts tokenized = await(block.tokenized());
        for (int text = 0; text < tokenized.texts(); text++) {
            batch.add(tokenized.ids(), tokenized.starts()[text], tokenized.starts()[text + 1],
                    block.texts().get(text).targets());
        }
        tokens += tokenized.ids().length;
        truncated += tokenized.truncated();
        cut.set(block.first(), block.first() + tokenized.truncated());
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
    public int dimension() {
        return dimension;
    }

    @Override
    public void put(long[] targets, MemorySegment vector) {
        knownRows.put(targets, vector);
    }

    @Override
    public void copy(long[] from, long[] to) {
        knownRows.flush();
        encoding.copy(from, to);
    }

    @Override
    public Embeddings finish() {
        knownRows.flush();
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
        knownRows.close();
        threads.shutdownNow();
    }
}
