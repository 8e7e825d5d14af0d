package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Takes batches as another encoder does, and does nothing with them. Its matrix is all zeros.
 *
 * @param other
 *            the other one
 */
record IdleEncoder(TextEncoder other) implements TextEncoder {

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public int batchTokens() {
        return other.batchTokens();
    }

    @Override
    public int batchTexts() {
        return other.batchTexts();
    }

    @Override
    public int maxTokens() {
        return other.maxTokens();
    }

    @Override
    public String description() {
        return "no encoder";
    }

    @Override
    public Encoding begin(long rows) {
        return new Encoding() {
            @Override
            public void add(TokenBatch texts, RowTargets targets) {}

            @Override
            public void copy(long[] from, long[] to) {}

            @Override
            public void set(long[] given, MemorySegment vectors) {}

            @Override
            public void read(long[] wanted, MemorySegment target) {}

            @Override
            public Embeddings finish() {
                return Embeddings.allocate(Arena.ofAuto(), rows, 1);
            }
        };
    }

    @Override
    public void close() {}
}
