package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.kept.Digest;
import dev.smoothie.pipeline.kept.VectorStore;
import dev.smoothie.pipeline.kept.Wanted;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Looks the vectors of a window up in a store, and lets another embed the texts that are not there. */
final class KeptWindows implements WindowEmbedder {
    /** Texts whose digests a thread makes at a time: few, because the first texts are the longest. */
    private static final int BLOCK = 64;

    private final WindowEmbedder other;
    private final VectorStore store;
    private final LongAdder known = new LongAdder();
    private final LongAdder cut = new LongAdder();

    /** {@code other} is closed with this, and keeps in the store what it embeds. */
    KeptWindows(WindowEmbedder other, VectorStore store) {
        this.other = other;
        this.store = store;
    }

    @Override
    public void embed(List<Window.Text> texts) {
        var wanted = new Wanted(digests(texts));
        store.find(wanted, other.dimension(), (text, vector, isCut) -> {
            other.put(texts.get(text).targets(), vector);
            known.increment();
            cut.add(isCut ? 1 : 0);
        });
        List<Window.Text> unknown = IntStream.range(0, texts.size()).filter(text -> !wanted.isFound(text))
                .mapToObj(texts::get).toList();
        if (!unknown.isEmpty()) {
            other.embed(unknown);
        }
    }

    private List<Digest> digests(List<Window.Text> texts) {
        Digest[] digests = new Digest[texts.size()];
        store.workers().forBlocks(texts.size(), BLOCK, (from, to) -> {
            for (int text = (int) from; text < to; text++) {
                digests[text] = texts.get(text).digest();
            }
        });
        return Arrays.asList(digests);
    }

    @Override
    public int dimension() {
        return other.dimension();
    }

    @Override
    public void put(long[] targets, MemorySegment vector) {
        other.put(targets, vector);
    }

    @Override
    public void copy(long[] from, long[] to) {
        other.copy(from, to);
    }

    @Override
    public Embeddings finish() {
        return other.finish();
    }

    @Override
    public long tokens() {
        return other.tokens();
    }

    @Override
    public long truncated() {
        return other.truncated() + cut.sum();
    }

    @Override
    public long known() {
        return known.sum();
    }

    @Override
    public void close() {
        other.close();
    }
}
