package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleSource;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests how texts get from a plugin's tokenizer to an encoder; the encoder is a double ({@link EncoderDouble}). */
class EncoderWindowsTest {
    private static final List<String> GENERATORS = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    /** An embedder whose tokens are characters, and which must not be asked for vectors. */
    private static class Characters implements Embedder, Encoder {
        @Override
        public String model() {
            return "characters";
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public int concurrency() {
            return 3;
        }

        @Override
        public EmbeddedBatch embed(List<String> texts) {
            throw new AssertionError("the encoder embeds");
        }

        @Override
        public Optional<Encoder> encoder() {
            return Optional.of(this);
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
        public TokenizedTexts tokenize(List<String> texts) {
            int[] starts = new int[texts.size() + 1];
            for (int i = 0; i < texts.size(); i++) {
                starts[i + 1] = starts[i] + texts.get(i).length();
            }
            int cut = (int) texts.stream().filter(text -> text.length() > 30).count();
            return new TokenizedTexts(String.join("", texts).chars().toArray(), starts, cut);
        }
    }

    private EmbeddedTexts embed(List<String> lines, PlacedEmbedder embedder, long window) {
        Path file = directory.resolve("samples.jsonl");
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (SampleSource source = SampleSource.of(List.of(file.toString()))) {
            return EmbeddingPipeline.embed(arena, Dataset.scan(source), GENERATORS,
                    List.of(Part.INPUTS, Part.GENERATIONS), View.parse("full"), embedder, new Workers(2), Progress.NONE,
                    window);
        }
    }

    private static PlacedEmbedder on(EncoderDouble card, Embedder embedder) {
        return new PlacedEmbedder(embedder, Optional.of(card), Optional.empty(), Optional.empty());
    }

    private static void assertVector(String text, Embeddings vectors, long row) {
        assertArrayEquals(new float[]{text.length(), text.chars().sum()},
                new float[]{vectors.get(row, 0), vectors.get(row, 1)}, text);
    }

    @ParameterizedTest
    @CsvSource({"40,3,1000000", "40,100,60", "5000,7,1", "64,1,300"})
    void everyRowGetsTheVectorOfItsText(int batchTokens, int batchTexts, long window) {
        var random = new Random(5);
        List<String> texts = IntStream.range(0, 60)
                .mapToObj(_ -> "abcdefgh".repeat(5).substring(0, random.nextInt(40))).toList();
        var lines = new ArrayList<String>();
        for (int sample = 0; sample < 15; sample++) {
            List<String> own = texts.subList(4 * sample, 4 * sample + 4);
            lines.add("{\"input\": \"%s\", \"generations\": {\"a\": \"%s\", \"b\": \"%s\", \"c\": \"%s\"}}"
                    .formatted(own.toArray()));
        }
        var card = new EncoderDouble(arena, batchTokens, batchTexts);
        EmbeddedTexts embedded = embed(lines, on(card, new Characters()), window);
        for (int i = 0; i < texts.size(); i++) {
            if (i % 4 == 0) {
                assertVector(texts.get(i), embedded.inputs().orElseThrow(), i / 4);
            } else {
                assertVector(texts.get(i), embedded.generations().orElseThrow(), i / 4 * 3 + i % 4 - 1);
            }
        }
        List<String> distinct = texts.stream().distinct().toList();
        assertEquals(distinct.size(), embedded.report().distinct());
        assertEquals(distinct.stream().mapToInt(String::length).sum(), embedded.report().tokens());
        assertEquals(distinct.stream().filter(text -> text.length() > 30).count(), embedded.report().truncated());
        assertEquals(embedded.report().tokens(), card.tokens.stream().mapToInt(Integer::intValue).sum());
        assertEquals("characters, on the card", embedded.report().embedder());
    }

    @Test
    void faultsOfThePluginAreNamed() {
        assertFails("tokenised 1 texts of 2", new Characters() {
            @Override
            public TokenizedTexts tokenize(List<String> texts) {
                return super.tokenize(texts.subList(1, texts.size()));
            }
        });
        assertFails(
                "failed to tokenise 2 texts, which is its plugin's fault: java.lang.IllegalStateException: no words",
                new Characters() {
                    @Override
                    public TokenizedTexts tokenize(List<String> texts) {
                        throw new IllegalStateException("no words");
                    }
                });
        assertFails("as the plugin says", new Characters() {
            @Override
            public TokenizedTexts tokenize(List<String> texts) {
                throw new SmoothieException("as the plugin says");
            }
        });
    }

    @Test
    void aTextThatTheEncoderRefusesIsNamed() {
        var failure = assertThrows(SmoothieException.class,
                () -> embed(List.of("{\"input\": \"long\", \"generations\": {\"a\": \"x\"}}"),
                        on(new EncoderDouble(arena, 3, 10), new Characters()), 100));
        assertTrue(failure.getMessage().contains("gave tokens that its weights do not fit: 4 tokens of 1 texts"),
                failure.getMessage());
    }

    private void assertFails(String reason, Characters embedder) {
        var failure = assertThrows(SmoothieException.class,
                () -> embed(List.of("{\"input\": \"long\", \"generations\": {\"a\": \"x\"}}"),
                        on(new EncoderDouble(arena, 100, 10), embedder), 100));
        assertTrue(failure.getMessage().contains(reason), failure.getMessage());
    }
}
