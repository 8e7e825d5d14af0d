package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.kept.Digest;
import dev.smoothie.pipeline.kept.VectorCache;
import dev.smoothie.pipeline.kept.VectorStore;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests that texts with kept vectors are not embedded again, on the processor and on a double of a card. */
class KeptWindowsTest {
    private static final Digest IDENTITY = Digest.of("identity");

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    /** Counts what it is asked for. A text is its length and the sum of its characters; more than 30 are cut. */
    private static final class Counting implements Embedder, Encoder {
        private final List<String> texts = Collections.synchronizedList(new ArrayList<>());
        private final int dimension;

        Counting(int dimension) {
            this.dimension = dimension;
        }

        @Override
        public String model() {
            return "counting";
        }

        @Override
        public int dimension() {
            return dimension;
        }

        @Override
        public int batchSize() {
            return 4;
        }

        @Override
        public int concurrency() {
            return 2;
        }

        @Override
        public EmbeddedBatch embed(List<String> batch) {
            texts.addAll(batch);
            return new EmbeddedBatch(batch.stream().map(text -> new float[]{text.length(), text.chars().sum()})
                    .toArray(float[][]::new), 7L * batch.size(), cut(batch));
        }

        private static int cut(List<String> batch) {
            return (int) batch.stream().filter(text -> text.length() > 30).count();
        }

        @Override
        public Path weights() {
            throw new AssertionError("they are loaded already");
        }

        @Override
        public Pooling pooling() {
            return Pooling.MEAN;
        }

        @Override
        public boolean normalized() {
            return false;
        }

        @Override
        public Optional<Encoder> encoder() {
            return Optional.of(this);
        }

        @Override
        public TokenizedTexts tokenize(List<String> batch) {
            texts.addAll(batch);
            int[] starts = new int[batch.size() + 1];
            for (int i = 0; i < batch.size(); i++) {
                starts[i + 1] = starts[i] + batch.get(i).length();
            }
            return new TokenizedTexts(String.join("", batch).chars().toArray(), starts, cut(batch));
        }
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> """
                {"input": "question %d", "generations": {"a": "%s", "b": "%s", "c": null}}""".formatted(i,
                "yes ".repeat(i % 12), "no " + i)).toList();
    }

    private EmbeddedTexts embed(List<String> lines, PlacedEmbedder embedder, long window) {
        Path file = directory.resolve("samples.jsonl");
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (SampleSource source = SampleSource.of(List.of(file.toString()))) {
            return EmbeddingPipeline.embed(arena, Dataset.scan(source), List.of("a", "b", "c"),
                    List.of(Part.INPUTS, Part.GENERATIONS), View.parse("full"), embedder, new Workers(2), Progress.NONE,
                    window);
        }
    }

    private VectorStore store() {
        return new VectorCache(directory.resolve("vectors"), 1 << 24).open(IDENTITY, new Workers(2));
    }

    private static float[] all(EmbeddedTexts found) {
        Embeddings outputs = found.generations().orElseThrow();
        float[] inputs = found.inputs().orElseThrow().segment().toArray(ValueLayout.JAVA_FLOAT);
        float[] others = outputs.segment().toArray(ValueLayout.JAVA_FLOAT);
        float[] both = Arrays.copyOf(inputs, inputs.length + others.length);
        System.arraycopy(others, 0, both, inputs.length, others.length);
        return both;
    }

    private void assertEmbeddedOnce(Function<Counting, PlacedEmbedder> place) {
        for (long window : new long[]{EmbeddingPipeline.WINDOW, 100}) {
            EmbeddedTexts plain = embed(lines(0, 60), place.apply(new Counting(2)), window);
            long distinct = plain.report().distinct();
            try (VectorStore store = store()) {
                var cold = new Counting(2);
                EmbeddedTexts first = embed(lines(0, 40), place.apply(cold).keeping(store), window);
                assertEquals(first.report().distinct() - first.report().known(), cold.texts.size());
            }
            try (VectorStore store = store()) {
                var half = new Counting(2);
                EmbeddedTexts second = embed(lines(0, 60), place.apply(half).keeping(store), window);
                assertArrayEquals(all(plain), all(second));
                assertEquals(distinct, second.report().distinct());
                assertEquals(distinct - half.texts.size(), second.report().known());
                assertEquals(plain.report().truncated(), second.report().truncated());
                assertTrue(second.report().truncated() > 0);
            }
            try (VectorStore store = store()) {
                var warm = new Counting(2);
                EmbeddedTexts third = embed(lines(0, 60), place.apply(warm).keeping(store), window);
                assertArrayEquals(all(plain), all(third));
                assertEquals(List.of(), warm.texts);
                assertEquals(distinct, third.report().known());
                assertEquals(plain.report().truncated(), third.report().truncated());
                assertEquals(0, third.report().tokens());
                assertEquals(plain.report().embedder(), third.report().embedder());
                assertEquals(List.of(), store.problems());
            }
        }
    }

    @Test
    void onTheProcessorEachTextIsEmbeddedOnce() {
        assertEmbeddedOnce(PlacedEmbedder::onProcessor);
    }

    @Test
    void onACardEachTextIsEncodedOnce() {
        assertEmbeddedOnce(embedder -> new PlacedEmbedder(embedder,
                Optional.of(new EncoderDouble(arena, 64, 8)), Optional.empty(), Optional.empty()));
    }

    private PlacedEmbedder lazy(VectorStore store, Embedder embedder, List<Embedder> opened) {
        return PlacedEmbedder.onProcessor(new LazyEmbedder(() -> {
            opened.add(embedder);
            return embedder;
        }, store.model())).keeping(store);
    }

    @Test
    void theEmbedderIsOpenedOnlyForATextThatIsUnknown() {
        var opened = new ArrayList<Embedder>();
        for (int run = 0; run < 3; run++) {
            try (VectorStore store = store()) {
                EmbeddedTexts found = embed(lines(0, 5), lazy(store, new Counting(2), opened),
                        EmbeddingPipeline.WINDOW);
                assertEquals("counting", found.report().embedder());
                assertEquals(2, found.inputs().orElseThrow().dimension());
                assertEquals(1, opened.size());
            }
        }
        try (VectorStore store = store()) {
            embed(lines(0, 6), lazy(store, new Counting(2), opened), EmbeddingPipeline.WINDOW);
            assertEquals(2, opened.size());
        }
    }

    @Test
    void aPluginWhoseVectorsDependOnMoreThanItSaysIsRefused() {
        try (VectorStore store = store()) {
            embed(lines(0, 5), lazy(store, new Counting(2), new ArrayList<>()), EmbeddingPipeline.WINDOW);
        }
        try (VectorStore store = store()) {
            PlacedEmbedder longer = lazy(store, new Counting(3), new ArrayList<>());
            var refused = assertThrows(SmoothieException.class,
                    () -> embed(lines(0, 6), longer, EmbeddingPipeline.WINDOW));
            assertEquals("embedder counting makes vectors of 3 numbers, and made vectors of 2 before, which is a fault"
                    + " of its plugin: it does not name all that they depend on; use --no-cache", refused.getMessage());
        }
    }
}
