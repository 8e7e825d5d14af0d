package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests windows of texts: what is embedded, what is copied, and what is left after a failure. */
class EmbeddingPipelineTest {
    private static final List<String> GENERATORS = List.of("a", "b", "c");
    private static final List<Part> BOTH = List.of(Part.INPUTS, Part.GENERATIONS);

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    /** Embeds a text as its length and its first character, and keeps every text that it is given. */
    private static final class Recorder implements Embedder {
        private final List<String> texts = Collections.synchronizedList(new ArrayList<>());
        private final int batch;
        private final int threads;
        private RuntimeException failure;

        Recorder(int batch, int threads) {
            this.batch = batch;
            this.threads = threads;
        }

        @Override
        public String model() {
            return "recorder";
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public int batchSize() {
            return batch;
        }

        @Override
        public int concurrency() {
            return threads;
        }

        @Override
        public EmbeddedBatch embed(List<String> batchOfTexts) {
            texts.addAll(batchOfTexts);
            if (failure != null && batchOfTexts.contains("fails")) {
                throw failure;
            }
            return EmbeddedBatch.of(batchOfTexts.stream().map(EmbeddingPipelineTest::vector).toArray(float[][]::new));
        }
    }

    private static float[] vector(String text) {
        return new float[]{text.length(), text.isEmpty() ? -1 : text.charAt(0)};
    }

    private static String line(String input, String... outputs) {
        var generations = new ArrayList<String>();
        for (int column = 0; column < outputs.length; column++) {
            generations.add("\"%s\": %s".formatted(GENERATORS.get(column),
                    outputs[column] == null ? "null" : "\"" + outputs[column] + "\""));
        }
        return "{\"input\": \"%s\", \"generations\": {%s}}".formatted(input, String.join(", ", generations));
    }

    private interface Job<T> {
        T run(Dataset dataset);
    }

    private <T> T on(List<String> lines, Job<T> job) {
        Path file = directory.resolve("samples.jsonl");
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (SampleSource source = SampleSource.of(List.of(file.toString()))) {
            return job.run(Dataset.scan(source));
        }
    }

    private EmbeddedTexts embed(List<String> lines, List<String> columns, View view, Embedder embedder, long window) {
        return on(lines, dataset -> EmbeddingPipeline.embed(arena, dataset, columns, BOTH, view,
                PlacedEmbedder.onProcessor(embedder), new Workers(2), Progress.NONE, window));
    }

    private static float[] row(Embeddings vectors, long row) {
        return new float[]{vectors.get(row, 0), vectors.get(row, 1)};
    }

    private static final List<String> LINES = List.of(line("one", "x", "yy", "zzz"), line("two", "x", "x", "wwww"),
            line("one", "yy", "v", "zzz"), line("uu", "wwww", "tt", "x"));

    /** With any windows, threads and batches, each row has the vector of its text, and a text is embedded once. */
    @Test
    void everyRowHasTheVectorOfItsTextAndNoTextIsEmbeddedTwice() {
        String[][] outputs = {{"x", "yy", "zzz"}, {"x", "x", "wwww"}, {"yy", "v", "zzz"}, {"wwww", "tt", "x"}};
        String[] inputs = {"one", "two", "one", "uu"};
        for (long window : new long[]{1, 6, 12, EmbeddingPipeline.WINDOW}) {
            for (int batch : new int[]{1, 2, 100}) {
                var embedder = new Recorder(batch, batch == 1 ? 3 : 1);
                EmbeddedTexts found = embed(LINES, GENERATORS, View.parse("full"), embedder, window);
                for (int sample = 0; sample < 4; sample++) {
                    assertArrayEquals(vector(inputs[sample]), row(found.inputs().orElseThrow(), sample));
                    for (int column = 0; column < 3; column++) {
                        assertArrayEquals(vector(outputs[sample][column]),
                                row(found.generations().orElseThrow(), 3L * sample + column),
                                "window %d, sample %d, column %d".formatted(window, sample, column));
                    }
                }
                assertEquals(List.of("one", "tt", "two", "uu", "v", "wwww", "x", "yy", "zzz"),
                        embedder.texts.stream().sorted().toList());
                assertEquals(16, found.report().texts());
                assertEquals(9, found.report().distinct());
            }
        }
    }

    /** With windows of one sample, a later window copies the vectors of texts that an earlier one had. */
    @Test
    void textsOfEarlierWindowsAreCopied() {
        var embedder = new Recorder(100, 1);
        embed(LINES, GENERATORS, View.parse("full"), embedder, 1);
        // The longest of a window first; equal lengths in their order. "x", "yy", "zzz", "one", "wwww" are not
        // repeated.
        assertEquals(List.of("one", "zzz", "yy", "x", "wwww", "two", "v", "uu", "tt"), embedder.texts);
    }

    @Test
    void aBatchThatFailsInTheMiddleEndsEverythingWithItsOwnWords() {
        List<String> lines = List.of(line("one", "x", "yy", "zzz"), line("two", "fails", "v", "u"),
                line("three", "later", "s", "r"));
        var own = new SmoothieException("the model is gone");
        var embedder = new Recorder(1, 1);
        embedder.failure = own;
        assertSame(own, assertThrows(SmoothieException.class,
                () -> embed(lines, GENERATORS, View.parse("full"), embedder, 1)));
        assertTrue(embedder.texts.contains("zzz") && !embedder.texts.contains("later"), embedder.texts::toString);

        var broken = new Recorder(1, 1);
        broken.failure = new IllegalStateException("no such tensor");
        String message = assertThrows(SmoothieException.class,
                () -> embed(lines, GENERATORS, View.parse("full"), broken, 1)).getMessage();
        assertTrue(message.contains("recorder") && message.contains("batch of 1 texts")
                && message.contains("no such tensor"), message);
    }

    /** With several threads too, no batch is started after the failure, and the failure is thrown. */
    @Test
    void aBatchThatFailsOnAnotherThreadIsThrownAsWell() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lines.add(line("input " + i, i == 20 ? "fails" : "out " + i, "b" + i, "c" + i));
        }
        var own = new SmoothieException("the model is gone");
        var embedder = new Recorder(3, 4);
        embedder.failure = own;
        assertSame(own, assertThrows(SmoothieException.class,
                () -> embed(lines, GENERATORS, View.parse("full"), embedder, EmbeddingPipeline.WINDOW)));
    }

    @Test
    void missingOutputsAndOtherGeneratorsAreLeftOut() {
        List<String> lines = List.of(line("one", "x", null, "zzz"), line("two", null, "yy", "w"));
        var embedder = new Recorder(100, 1);
        EmbeddedTexts found = embed(lines, List.of("c", "a"), View.parse("full"), embedder, 1);
        Embeddings outputs = found.generations().orElseThrow();
        assertArrayEquals(vector("zzz"), row(outputs, 0));
        assertArrayEquals(vector("x"), row(outputs, 1));
        assertArrayEquals(vector("w"), row(outputs, 2));
        assertArrayEquals(new float[]{0, 0}, row(outputs, 3));
        assertEquals(List.of("one", "two", "w", "x", "zzz"), embedder.texts.stream().sorted().toList());
    }

    @Test
    void whatAViewDoesNotFindIsCountedAndEmbeddedAsAnEmptyText() {
        List<String> lines = List.of(line("one", "answer: 4", "no", "answer: 5"), line("two", "no", "no", "answer: 4"));
        var embedder = new Recorder(100, 1);
        EmbeddedTexts found = embed(lines, GENERATORS, View.parse("regex:answer: (.)"), embedder, 1);
        assertEquals(3, found.report().outputsNotFound());
        assertEquals(2, found.report().samplesNotFound());
        assertArrayEquals(vector("4"), row(found.generations().orElseThrow(), 0));
        assertArrayEquals(vector(""), row(found.generations().orElseThrow(), 1));
        assertEquals(1, Collections.frequency(embedder.texts, ""));
        assertEquals(1, Collections.frequency(embedder.texts, "4"));
    }

    /**
     * Two texts count as different if they differ only in halves of surrogate pairs, which have no bytes in any
     * charset.
     */
    @Test
    void loneSurrogatesAreTextsOfTheirOwnInALaterWindow() {
        List<String> lines = List.of(line("\\ud83d", "x", "y", "z"), line("\\ud83e", "x", "y", "z"));
        EmbeddedTexts found = embed(lines, GENERATORS, View.parse("full"), new Recorder(100, 1), 1);
        assertEquals(0xd83d, row(found.inputs().orElseThrow(), 0)[1]);
        assertEquals(0xd83e, row(found.inputs().orElseThrow(), 1)[1]);
    }

    @Test
    void progressCountsTheCharactersOfDistinctTexts() {
        var announced = new AtomicLong();
        var embedded = new AtomicLong();
        on(LINES, dataset -> EmbeddingPipeline.embed(arena, dataset, GENERATORS, BOTH, View.parse("full"),
                PlacedEmbedder.onProcessor(new Recorder(2, 1)), new Workers(2), new Progress() {
                    @Override
                    public void found(long characters) {
                        announced.addAndGet(characters);
                    }

                    @Override
                    public void done(long characters) {
                        embedded.addAndGet(characters);
                    }
                }, 6));
        long characters = Arrays.asList("one", "tt", "two", "uu", "v", "wwww", "x", "yy", "zzz").stream()
                .mapToLong(String::length).sum();
        assertEquals(characters, announced.get());
        assertEquals(characters, embedded.get());
    }
}
