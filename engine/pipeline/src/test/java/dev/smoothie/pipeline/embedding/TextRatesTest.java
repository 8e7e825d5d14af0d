package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.bench.GpuReport;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the part of the check on a GPU that starts from texts, on a double of an encoder. */
class TextRatesTest {
    private static final String JSON = "{\"version\": \"1.0\", \"vocab\": {\"ant\": 5, \"##ant\":6, \"b\": 7, \"bee\":8, \"[CLS]\": 9, \"long\": 4}}";

    /** Words are tokens, but for one that is two; a text has a token more at each end. */
    private static final class Words implements Embedder, Encoder {
        @Override
        public String model() {
            return "words";
        }

        @Override
        public int dimension() {
            return 2;
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
            return Pooling.FIRST;
        }

        @Override
        public boolean normalized() {
            return true;
        }

        @Override
        public TokenizedTexts tokenize(List<String> texts) {
            int[] starts = new int[texts.size() + 1];
            for (int i = 0; i < texts.size(); i++) {
                int words = texts.get(i).isEmpty() ? 0 : texts.get(i).replace("long", "lo ng").split(" ").length;
                starts[i + 1] = starts[i] + words + 2;
            }
            return new TokenizedTexts(IntStream.range(0, starts[texts.size()]).toArray(), starts, 0);
        }
    }

    @Test
    void takesWordsThatAreOneToken() {
        assertEquals(new RandomTexts(List.of("ant", "bee"), 2), RandomTexts.of(JSON, new Words()));
    }

    @Test
    void reportsRatesOfAllKinds() {
        var report = new GpuReport();
        Map<String, RandomTexts.Kind> kinds = RandomTexts.of(JSON, new Words()).kinds(40, 64);
        assertEquals(8 * 64, kinds.get("64").tokens());
        try (Arena arena = Arena.ofShared()) {
            var encoder = new EncoderDouble(arena, 300, 50);
            new TextRates(new Words(), report).measure(encoder, kinds, "double");
            assertTrue(encoder.tokens.stream().allMatch(tokens -> tokens <= 300));
        }
        for (String name : List.of("tokenising rate mixed", "cold text rate mixed double", "text rate 64 double",
                "text rate 16 double, spread")) {
            assertTrue(report.json().contains('"' + name + '"'), report::json);
        }
    }
}
