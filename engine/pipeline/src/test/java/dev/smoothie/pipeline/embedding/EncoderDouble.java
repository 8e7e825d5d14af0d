package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A double of an encoder on a card: the vector of a text is its number of tokens and the sum of their ids. It keeps the
 * sizes of the batches that it was given, and refuses what a card would refuse.
 */
final class EncoderDouble implements TextEncoder {
    private final Arena arena;
    private final int batchTokens;
    private final int batchTexts;
    final List<Integer> tokens = new ArrayList<>();
    boolean closed;

    EncoderDouble(Arena arena, int batchTokens, int batchTexts) {
        this.arena = arena;
        this.batchTokens = batchTokens;
        this.batchTexts = batchTexts;
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public int batchTokens() {
        return batchTokens;
    }

    @Override
    public int batchTexts() {
        return batchTexts;
    }

    @Override
    public int maxTokens() {
        return batchTokens;
    }

    @Override
    public String description() {
        return "double of a card";
    }

    @Override
    public Encoding begin(long rows) {
        Embeddings matrix = Embeddings.allocate(arena, rows, 2);
        return new Encoding() {
            @Override
            public void add(TokenBatch texts, RowTargets targets) {
                if (texts.tokens() > batchTokens || texts.texts() > batchTexts || texts.texts() != targets.texts()) {
                    throw new IllegalArgumentException("%d tokens of %d texts".formatted(texts.tokens(),
                            texts.texts()));
                }
                tokens.add(texts.tokens());
                for (int text = 0; text < texts.texts(); text++) {
                    int sum = IntStream.range(texts.starts()[text], texts.starts()[text + 1]).map(i -> texts.ids()[i])
                            .sum();
                    for (int i = targets.starts()[text]; i < targets.starts()[text + 1]; i++) {
                        matrix.set(targets.rows()[i], new float[]{texts.length(text), sum});
                    }
                }
            }

            @Override
            public void copy(long[] from, long[] to) {
                for (int i = 0; i < from.length; i++) {
                    matrix.set(to[i], new float[]{matrix.get(from[i], 0), matrix.get(from[i], 1)});
                }
            }

            @Override
            public void set(long[] rows, MemorySegment vectors) {
                for (int i = 0; i < rows.length; i++) {
                    matrix.set(rows[i], new float[]{vectors.getAtIndex(ValueLayout.JAVA_FLOAT, 2L * i),
                            vectors.getAtIndex(ValueLayout.JAVA_FLOAT, 2L * i + 1)});
                }
            }

            @Override
            public void read(long[] rows, MemorySegment target) {
                matrix.storage().gather(rows, 2L * Float.BYTES, target);
            }

            @Override
            public Embeddings finish() {
                return matrix;
            }
        };
    }

    @Override
    public void close() {
        closed = true;
    }
}
