package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets an embedder embed windows of texts on the processor, in batches, on as many threads as it allows, and checks that
 * it returns what its contract says.
 */
final class ProcessorWindows implements WindowEmbedder {
    private final Embedder embedder;
    private final Progress progress;
    private final Sink sink;
    private final Embeddings rows;
    private final int dimension;
    private final LongAdder tokens = new LongAdder();
    private final LongAdder truncated = new LongAdder();

    /**
     * Embeds into new rows.
     *
     * @param arena
     *            owns the rows
     * @param sink
     *            receives what is embedded
     */
    ProcessorWindows(Arena arena, long rows, Embedder embedder, Progress progress, Sink sink) {
        this.embedder = embedder;
        this.sink = sink;
        this.progress = progress;
        this.dimension = embedder.dimension();
        if (dimension < 1) {
            throw new SmoothieException(
                    "embedder %s says that its vectors have %d numbers, which is a fault of its plugin"
                            .formatted(embedder.model(), dimension));
        }
        this.rows = Embeddings.allocate(arena, rows, dimension);
    }

    @Override
    public long tokens() {
        return tokens.sum();
    }

    @Override
    public long truncated() {
        return truncated.sum();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void put(long[] targets, MemorySegment vector) {
        for (long target : targets) {
            MemorySegment.copy(vector, 0, rows.segment(), rows.offset(target), vector.byteSize());
        }
    }

    @Override
    public void copy(long[] from, long[] to) {
        long bytes = (long) dimension * Float.BYTES;
        for (int i = 0; i < from.length; i++) {
            MemorySegment.copy(rows.segment(), rows.offset(from[i]), rows.segment(), rows.offset(to[i]), bytes);
        }
    }

    @Override
    public Embeddings finish() {
        return rows;
    }

    @Override
    public void embed(List<Window.Text> texts) {
        progress.found(characters(texts));
        // Asked only now: an embedder is opened when it is first needed.
        var workers = new Workers(Math.max(1, embedder.concurrency()));
        workers.forBlocks(texts.size(), Math.max(1, embedder.batchSize()), (from, to) -> {
            List<Window.Text> batch = texts.subList((int) from, (int) to);
            EmbeddedBatch embedded = embedded(batch.stream().map(Window.Text::value).toList());
            check(embedded, batch.size());
            for (int i = 0; i < batch.size(); i++) {
                for (long target : batch.get(i).targets()) {
                    rows.set(target, embedded.vectors()[i]);
                }
            }
            tokens.add(embedded.tokens());
            truncated.add(embedded.truncated());
            sink.embedded(batch, embedded.vectors(), embedded.truncated());
            progress.done(characters(batch));
        });
    }

    private EmbeddedBatch embedded(List<String> texts) {
        try {
            return embedder.embed(texts);
        } catch (SmoothieException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new SmoothieException("embedder %s failed on a batch of %d texts, which is its plugin's fault: %s"
                    .formatted(embedder.model(), texts.size(), e), e);
        }
    }

    static long characters(List<Window.Text> texts) {
        return texts.stream().mapToLong(text -> text.value().length()).sum();
    }

    private void check(EmbeddedBatch embedded, int count) {
        if (embedded.vectors().length != count) {
            throw new SmoothieException("embedder %s returned %d vectors for %d texts, which is a fault of its plugin"
                    .formatted(embedder.model(), embedded.vectors().length, count));
        }
        for (float[] vector : embedded.vectors()) {
            if (vector.length != dimension) {
                throw new SmoothieException(
                        "embedder %s returned %d numbers for a text, although it says that it has %d, which is a fault of its plugin"
                                .formatted(embedder.model(), vector.length, dimension));
            }
        }
    }
}
