package dev.smoothie.plugin.onnx;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TokenizerTest {

    private static final int LIMIT = 32;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() {
        NativeLibraries.load(BundledModel.HOME, Path.of("target", "cache"));
        tokenizer = Tokenizer.open(BundledModel.DIRECTORY.resolve("tokenizer.json"), LIMIT);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void idsAreThoseOfTheVocabulary() {
        // [CLS] hello world [SEP] in the vocabulary of uncased BERT.
        assertArrayEquals(new long[]{101, 7592, 2088, 102}, tokenizer.encode("Hello, world".replace(",", "")).ids());
    }

    /** Pieces that a cut could hurt: special tokens, accents apart from their letter, long words, other spaces. */
    @Test
    void theBeginningOfALongTextGivesTheTokensOfTheWhole() {
        String[] pieces = {" ", "\n", " ", "\t", "\u00a0", "\u3000", "word", "unbelievably", "[SEP]", "[CLS]", "é",
                "e\u0301",
                "\u0301", "東京", "...", "\uD83D\uDE80", "x".repeat(120), "\u0000", "\u200d", "'s"};
        Random random = new Random(11);
        int truncated = 0;
        for (int round = 0; round < 400; round++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 60 * LIMIT) {
                text.append(pieces[random.nextInt(round % 2 == 0 ? pieces.length : 6)]);
                if (round % 3 == 0) {
                    text.append(pieces[random.nextInt(6)].repeat(1 + random.nextInt(40)));
                }
            }
            Tokens whole = tokenizer.encodeWhole(text.toString());
            Tokens quick = tokenizer.encode(text.toString());
            assertArrayEquals(whole.ids(), quick.ids());
            assertEquals(whole.truncated(), quick.truncated());
            truncated += whole.truncated() ? 1 : 0;
        }
        assertTrue(truncated > 100 && truncated < 400, truncated + " of 400 texts were truncated");
    }

    @Test
    void aTextWithoutSpacesIsReadWhole() {
        Tokens tokens = tokenizer.encode("東京".repeat(100_000));
        assertEquals(LIMIT, tokens.length());
        assertTrue(tokens.truncated());
    }
}
