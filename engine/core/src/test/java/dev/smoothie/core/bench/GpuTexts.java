package dev.smoothie.core.bench;

import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.vectors.Embeddings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Texts as token ids, for the check of encoders.
 *
 * @param ids
 *            of each text
 */
public record GpuTexts(List<int[]> ids) {
    /** Lengths as those of AlpacaEval's outputs in tokens: log-normal around 148, 195 on average once they are cut. */
    private static final double LOG_MEAN = 5;
    private static final double LOG_DEVIATION = 0.9;
    private static final int SHORTEST = 4;

    public GpuTexts {
        ids = List.copyOf(ids);
    }

    /** Texts of these lengths, of random tokens. */
    static GpuTexts of(Random random, int vocabulary, int... lengths) {
        return new GpuTexts(Arrays.stream(lengths).mapToObj(length -> random.ints(length, 0, vocabulary).toArray())
                .toList());
    }

    /** Lengths as texts have them, of at most {@code longest} tokens. */
    public static int[] lengths(Random random, int count, int longest) {
        return IntStream.range(0, count).map(_ -> Math.clamp(
                (long) Math.exp(random.nextGaussian(LOG_MEAN, LOG_DEVIATION)), SHORTEST, Math.max(SHORTEST, longest)))
                .toArray();
    }

    int count() {
        return ids.size();
    }

    long tokens() {
        return ids.stream().mapToLong(text -> text.length).sum();
    }

    /**
     * Encodes all texts in the given order, in batches of at most {@code batchTokens}; the vector of a text goes to the
     * row of its place in {@link #ids()}, whatever the order.
     */
    Embeddings encode(TextEncoder encoder, int batchTokens, int... order) {
        Encoding encoding = encoder.begin(count());
        int limit = Math.min(batchTokens, encoder.batchTokens());
        for (int from = 0; from < order.length;) {
            int to = from;
            long tokens = 0;
            while (to < order.length && to - from < encoder.batchTexts()
                    && (to == from || tokens + ids.get(order[to]).length <= limit)) {
                tokens += ids.get(order[to++]).length;
            }
            add(encoding, Arrays.copyOfRange(order, from, to), Math.toIntExact(tokens));
            from = to;
        }
        return encoding.finish();
    }

    /** The same in the order in which they are. */
    Embeddings encode(TextEncoder encoder, int batchTokens) {
        return encode(encoder, batchTokens, IntStream.range(0, count()).toArray());
    }

    private void add(Encoding encoding, int[] order, int tokens) {
        int[] all = new int[tokens];
        int[] starts = new int[order.length + 1];
        for (int i = 0; i < order.length; i++) {
            int[] text = ids.get(order[i]);
            System.arraycopy(text, 0, all, starts[i], text.length);
            starts[i + 1] = starts[i] + text.length;
        }
        encoding.add(new TokenBatch(all, starts), new RowTargets(Arrays.stream(order).asLongStream().toArray(),
                IntStream.rangeClosed(0, order.length).toArray()));
    }

    /** Writes them for programs in other languages, as 32-bit integers: how many, each length, all ids. */
    void write(Path file) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Integer.BYTES * (1 + count() + tokens())))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(count());
        ids.forEach(text -> bytes.putInt(text.length));
        ids.forEach(text -> Arrays.stream(text).forEach(bytes::putInt));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
